"""Cards of the first page: each feature's own, as the manifests name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.db import Base
from app.feature import Card, resolve
from app.freshness.dependencies import models_of
from app.web.context import Hud

Values = Callable[[Session], Mapping[str, object] | None]


def models(hud: Hud) -> list[type[Base]]:
    """The models whose rows the cards of this installation show."""
    named = {table for feature in hud.features for card in feature.cards for table in card.tables}
    return models_of(sorted(named))


def shown(hud: Hud, *, may_add: bool, may_edit: bool) -> dict[str, list[Markup]]:
    """The cards of each place, in the order of the features: `top` and `cards`."""
    found: dict[str, list[Markup]] = {"top": [], "cards": []}
    with hud.db.read() as session:
        for feature in hud.features:
            for card in feature.cards:
                values = _values(card, session)
                if values is not None:
                    template = hud.templates.get_template(card.template)
                    text = template.render(values, may_add=may_add, may_edit=may_edit)
                    found[card.place].append(Markup(text))  # rendered by Jinja, which has escaped it
    return found


def _values(card: Card, session: Session) -> Mapping[str, object] | None:
    return cast(Values, resolve(card.values))(session) if card.values else {}
