"""Texts of the sample: the website of Saltmere, a small town that exists only here, over forty weeks.

There is a flood, a price that changes, a page that goes, a promise that quietly disappears, a sentence that
comes back. Eight pages are in English and one in each of the other languages.
"""

from __future__ import annotations

from app.sample.harbours import HARBOURS
from app.sample.story import Change, Story

SITE = "saltmere.example"
WEEKS = 40

_POOL_PROMISE = "The new pool opens in May next year."
_OUTER = "Boats over 14 metres must book the outer berth a day ahead."
_FLOOD_CALM = "There is no flood warning at present."

STORIES = (
    Story(
        path="/",
        language="en",
        title="Saltmere",
        text=[
            ["Welcome to Saltmere, a harbour town of 4,200 people between the marsh and the sea."],
            ["The council meets on the first Tuesday of each month.", "Everyone may come and listen."],
            ["The ferry to Gull Island sails at 9:00 and 16:00."],
            ["Bins are emptied on Thursday."],
        ],
        changes=[
            Change(week=3, day=2, add=["The spring clean of the beach is on Saturday at ten."]),
            Change(week=4, day=1, drop=["The spring clean of the beach is on Saturday at ten."]),
            Change(
                week=9,
                swap=[
                    (
                        "The ferry to Gull Island sails at 9:00 and 16:00.",
                        "The ferry to Gull Island sails at 9:00, 13:00 and 16:00.",
                    ),
                ],
            ),
            Change(week=14, foot="Saltmere Town Council, 1 Quay Street. Office hours 9 to 4"),
            Change(week=22, day=3, add=["The summer fair begins on Friday with the boat parade."]),
            Change(week=24, drop=["The summer fair begins on Friday with the boat parade."]),
            Change(
                week=30,
                day=4,
                add=["Flood warning: keep away from the quays tonight and move cars from Quay Street."],
                after="Welcome to Saltmere, a harbour town of 4,200 people between the marsh and the sea.",
            ),
            Change(
                week=30,
                day=6,
                swap=[
                    (
                        "Flood warning: keep away from the quays tonight and move cars from Quay Street.",
                        "After the flood the sports hall is open to everyone who needs a dry bed.",
                    ),
                    (
                        "The ferry to Gull Island sails at 9:00, 13:00 and 16:00.",
                        "The ferry to Gull Island does not sail until further notice.",
                    ),
                ],
            ),
            Change(
                week=33,
                swap=[
                    (
                        "After the flood the sports hall is open to everyone who needs a dry bed.",
                        "Thank you to all who helped after the flood.",
                    ),
                    (
                        "The ferry to Gull Island does not sail until further notice.",
                        "The ferry to Gull Island sails at 9:00 and 16:00.",
                    ),
                ],
            ),
            Change(week=38, swap=[("Bins are emptied on Thursday.", "Bins are emptied on Wednesday.")]),
        ],
    ),
    Story(
        path="/harbour/dues",
        language="en",
        title="Harbour dues and berths",
        text=[
            [
                "Visiting boats pay by the metre and by the night.",
                "A berth on the west pontoon costs £2.40 a metre, water and showers included.",
            ],
            [_OUTER, "Children under twelve need a life jacket on the pontoons."],
            ["Cash is accepted at the harbour office until 17:00."],
            ["Winter storage: cradles must be marked with the name of the boat."],
        ],
        changes=[
            Change(
                week=5,
                day=1,
                swap=[
                    (
                        "Children under twelve need a life jacket on the pontoons.",
                        "Children under fourteen need a life jacket on the pontoons.",
                    )
                ],
            ),
            Change(week=12, drop=[_OUTER]),
            Change(
                week=17,
                day=2,
                title="Harbour dues and berths, new prices",
                swap=[
                    (
                        "A berth on the west pontoon costs £2.40 a metre, water and showers included.",
                        "A berth on the west pontoon costs £2.65 a metre, water included.",
                    )
                ],
            ),
            Change(
                week=29,
                add=["Boats up to 11 metres can stand on the east quay."],
                after="Winter storage: cradles must be marked with the name of the boat.",
            ),
            Change(
                week=34,
                day=3,
                add=[_OUTER],
                after="A berth on the west pontoon costs £2.65 a metre, water included.",
            ),
            Change(
                week=39,
                swap=[
                    (
                        "Cash is accepted at the harbour office until 17:00.",
                        "Pay by card at the harbour office or at either pontoon gate.",
                    )
                ],
                add=["A winter surcharge of 4 % applies from 1 November to 31 March."],
                after=_OUTER,
            ),
        ],
    ),
    Story(
        path="/harbour/flood",
        language="en",
        title="Flood watch",
        text=[
            [_FLOOD_CALM],
            [
                "The gauge at the old lock is read every morning at six.",
                "A reading above 3.2 metres closes the lower quay.",
            ],
            ["Sandbags can be had at the fire station."],
        ],
        changes=[
            Change(
                week=8,
                day=5,
                swap=[
                    (
                        "A reading above 3.2 metres closes the lower quay.",
                        "A reading above 3.1 metres closes the lower quay.",
                    )
                ],
            ),
            Change(
                week=30,
                day=3,
                swap=[(_FLOOD_CALM, "A storm surge of 3.6 metres is expected on Thursday night.")],
            ),
            Change(
                week=30,
                day=4,
                swap=[
                    (
                        "A storm surge of 3.6 metres is expected on Thursday night.",
                        "The flood reached 3.9 metres at 23:40, the highest since 1953.",
                    )
                ],
                add=[
                    "Quay Street, Lock Lane and the market square are under water.",
                    "Do not drive through the flood.",
                ],
                after="Sandbags can be had at the fire station.",
            ),
            Change(
                week=31,
                drop=["Do not drive through the flood."],
                swap=[
                    (
                        "Quay Street, Lock Lane and the market square are under water.",
                        "Quay Street is open again; Lock Lane stays closed.",
                    )
                ],
            ),
            Change(
                week=32,
                day=4,
                drop=["Quay Street is open again; Lock Lane stays closed."],
                add=[_FLOOD_CALM],
                after="The flood reached 3.9 metres at 23:40, the highest since 1953.",
            ),
        ],
    ),
    Story(
        path="/library",
        language="en",
        title="Library",
        text=[
            ["The library in Church Street is open from Tuesday to Saturday, ten to five."],
            ["Children's hour is on Wednesday at three.", "You may borrow eight books for four weeks."],
        ],
        changes=[
            Change(
                week=6,
                swap=[
                    (
                        "You may borrow eight books for four weeks.",
                        "You may borrow twelve books for four weeks.",
                    )
                ],
            ),
            Change(
                week=19,
                day=2,
                swap=[
                    ("Children's hour is on Wednesday at three.", "Children's hour is on Wednesday at four.")
                ],
            ),
            Change(
                week=31,
                swap=[
                    (
                        "The library in Church Street is open from Tuesday to Saturday, ten to five.",
                        "The library is closed while the cellar dries.",
                    )
                ],
            ),
            Change(
                week=35,
                swap=[
                    (
                        "The library is closed while the cellar dries.",
                        "The library in Church Street is open from Tuesday to Saturday, ten to five.",
                    )
                ],
            ),
        ],
    ),
    Story(
        path="/pool",
        language="en",
        title="Swimming pool",
        text=[
            ["The pool is open from seven to nine every day.", "A swim costs £4, for children £2."],
            [_POOL_PROMISE, "It will have four lanes and a slide."],
        ],
        changes=[
            Change(
                week=7,
                day=3,
                swap=[("A swim costs £4, for children £2.", "A swim costs £4.50, for children £2.")],
            ),
            Change(week=21, swap=[(_POOL_PROMISE, "The new pool opens next year.")]),
            Change(
                week=28, day=6, drop=["The new pool opens next year.", "It will have four lanes and a slide."]
            ),
        ],
    ),
    Story(
        path="/council/decisions",
        language="en",
        title="Decisions of the council",
        text=[["5 March: the council buys a second-hand snow plough for £18,000."]],
        changes=[
            Change(week=4, add=["2 April: the new pool is to be built for 1.2 million pounds."]),
            Change(week=9, add=["7 May: the ferry sails three times a day until the end of September."]),
            Change(week=17, add=["2 July: harbour dues rise by a tenth."]),
            Change(
                week=21,
                day=2,
                swap=[
                    (
                        "2 April: the new pool is to be built for 1.2 million pounds.",
                        "2 April: the new pool is to be planned for 1.2 million pounds.",
                    )
                ],
            ),
            Change(
                week=32,
                add=["6 October: 400,000 pounds for the sea wall, taken from the budget of the pool."],
            ),
        ],
    ),
    Story(
        path="/bus",
        language="en",
        title="Bus 42 to the station",
        text=[
            [
                "Bus 42 leaves the market square at 6:10, 7:10 and then every hour until 20:10.",
                "The ride takes 35 minutes.",
            ],
            ["Tickets are sold on the bus."],
        ],
        changes=[
            Change(
                week=11,
                swap=[
                    (
                        "Bus 42 leaves the market square at 6:10, 7:10 and then every hour until 20:10.",
                        "Bus 42 leaves the market square at 6:05, 7:05 and then every hour until 21:05.",
                    )
                ],
            ),
            Change(
                week=20,
                day=1,
                swap=[("Tickets are sold on the bus.", "Tickets are sold at the kiosk and by telephone.")],
            ),
            Change(
                week=30,
                day=5,
                add=["Until the road is dry the bus leaves from the church."],
                after="The ride takes 35 minutes.",
            ),
            Change(week=32, drop=["Until the road is dry the bus leaves from the church."]),
        ],
    ),
    Story(
        path="/fair",
        language="en",
        title="Summer fair",
        week=10,
        text=[
            [
                "The summer fair is on the last weekend of July.",
                "Stalls cost £10 a metre; write to the town hall by June.",
            ]
        ],
        changes=[
            Change(week=16, add=["The band of the fire brigade plays on Saturday night."]),
            Change(week=23, day=5, add=["The boat parade begins at eight from the west pontoon."]),
            Change(week=26, day=1, status=404),
        ],
    ),
    *HARBOURS,
)
