"""Texts of the sample in the other languages: the harbour's page in Dutch, Swedish, Norwegian and French."""

from __future__ import annotations

from app.sample.story import Change, Story

HARBOURS = (
    Story(
        path="/nl/haven",
        language="nl",
        title="De haven van Saltmere",
        foot="Gemeente Saltmere, Kadestraat 1",
        text=[
            ["De haven is het hele jaar open.", "Een ligplaats kost £2,40 per meter, met water en douches."],
            ["Honden zijn welkom op de kade."],
        ],
        changes=[
            Change(
                week=17,
                day=3,
                swap=[
                    (
                        "Een ligplaats kost £2,40 per meter, met water en douches.",
                        "Een ligplaats kost £2,65 per meter, met water.",
                    )
                ],
            ),
            Change(
                week=30,
                day=5,
                add=["Na de overstroming is de oostelijke kade gesloten."],
                after="De haven is het hele jaar open.",
            ),
            Change(week=33, drop=["Na de overstroming is de oostelijke kade gesloten."]),
        ],
    ),
    Story(
        path="/sv/hamnen",
        language="sv",
        title="Hamnen i Saltmere",
        foot="Saltmere kommun, Kajgatan 1",
        text=[
            ["Hamnen är öppen hela året.", "En båtplats kostar £2,40 per meter, vatten och dusch ingår."],
            ["Färjan till Måsön går klockan nio och klockan sexton."],
        ],
        changes=[
            Change(
                week=17,
                day=4,
                swap=[
                    (
                        "En båtplats kostar £2,40 per meter, vatten och dusch ingår.",
                        "En båtplats kostar £2,65 per meter, vatten ingår.",
                    )
                ],
            ),
            Change(
                week=30,
                day=6,
                swap=[
                    (
                        "Färjan till Måsön går klockan nio och klockan sexton.",
                        "Färjan till Måsön är inställd efter översvämningen.",
                    )
                ],
            ),
            Change(
                week=33,
                day=2,
                swap=[
                    (
                        "Färjan till Måsön är inställd efter översvämningen.",
                        "Färjan till Måsön går klockan nio och klockan sexton.",
                    )
                ],
            ),
        ],
    ),
    Story(
        path="/nb/havna",
        language="nb",
        title="Havna i Saltmere",
        foot="Saltmere kommune, Kaigata 1",
        text=[
            ["Havna er åpen hele året.", "En båtplass koster £2,40 per meter, med vann og dusj."],
            ["Barn under fjorten år må bruke redningsvest på bryggene."],
        ],
        changes=[
            Change(
                week=17,
                day=5,
                swap=[
                    (
                        "En båtplass koster £2,40 per meter, med vann og dusj.",
                        "En båtplass koster £2,65 per meter, med vann.",
                    )
                ],
            ),
            Change(
                week=30, day=5, add=["Østre kai er stengt etter flommen."], after="Havna er åpen hele året."
            ),
            Change(week=34, drop=["Østre kai er stengt etter flommen."]),
        ],
    ),
    Story(
        path="/fr/port",
        language="fr",
        title="Le port de Saltmere",
        foot="Mairie de Saltmere, 1 rue du Quai",
        text=[
            [
                "Le port est ouvert toute l'année.",
                "Une place coûte 2,40 £ par mètre, eau et douches comprises.",
            ],
            ["Le marché aux poissons a lieu le samedi matin."],
        ],
        changes=[
            Change(
                week=17,
                day=6,
                swap=[
                    (
                        "Une place coûte 2,40 £ par mètre, eau et douches comprises.",
                        "Une place coûte 2,65 £ par mètre, eau comprise.",
                    )
                ],
            ),
            Change(
                week=30,
                day=5,
                swap=[
                    (
                        "Le marché aux poissons a lieu le samedi matin.",
                        "Le marché aux poissons est fermé après l'inondation.",
                    )
                ],
            ),
            Change(
                week=32,
                day=6,
                swap=[
                    (
                        "Le marché aux poissons est fermé après l'inondation.",
                        "Le marché aux poissons a lieu le samedi matin.",
                    )
                ],
            ),
        ],
    ),
)
