"""Cards of the first page: each feature's own, as the manifests name them.

The first page has another text in each language and for each role, and the same figures: what a card shows is
read once for all of them, and again when one of its models has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.db import Base
from app.feature import Card, resolve
from app.freshness import names
from app.freshness.dependencies import counters
from app.freshness.held import Held
from app.web.context import Hud

Values = Mapping[str, object] | None
Read = Callable[[Session], Values]


class Cards:
    """The cards of one installation, with what they show."""

    def __init__(self, hud: Hud) -> None:
        self._hud = hud
        self._cards = [_Held(card) for feature in hud.features for card in feature.cards]
        self.models = list(dict.fromkeys(model for card in self._cards for model in card.models))
        """What they are read from."""

    def shown(self, *, may_add: bool, may_edit: bool) -> dict[str, list[Markup]]:
        """The cards of each place, in the order of the features: `top` and `cards`."""
        hud = self._hud
        found: dict[str, list[Markup]] = {"top": [], "cards": []}
        for one in self._cards:
            values = one.values(hud)
            if values is not None:
                template = hud.templates.get_template(one.card.template)
                text = template.render(values, may_add=may_add, may_edit=may_edit)
                found[one.card.place].append(Markup(text))  # rendered by Jinja, which has escaped it
        return found


class _Held:
    """A card, and its values while they are true."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.models = [cast("type[Base]", resolve(name)) for name in card.models]
        self._read = cast(Read, resolve(card.values)) if card.values else None
        self._held: Held[Values] = Held(names.EVERYTHING, *counters(self.models))

    def values(self, hud: Hud) -> Values:
        """What its template shows; None where the card is left out."""
        read = self._read
        if read is None:
            return {}

        def ask() -> Values:
            with hud.db.read() as session:
                return read(session)

        return self._held.get(hud.counters, ask) if hud.cache is not None else ask()


def cards(hud: Hud) -> Cards:
    """Those of an installation, made when the first page is first asked for."""
    if hud.cards is None:
        hud.cards = Cards(hud)
    return cast(Cards, hud.cards)
