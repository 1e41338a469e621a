"""Forms without a check: the installation that has none."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from app.web.human import HumanCheck, NoCheck
from app.web.request import HudRequest
from app.web.request.forms import RawForm


def test_without_a_check_everybody_passes_and_nothing_is_asked() -> None:
    check: HumanCheck = NoCheck()
    request = cast("HudRequest", None)
    assert check.field(request, "sign-up") == ""
    human = check.check(request, "sign-up", RawForm({}))
    assert human.passed
    assert human.error == ""
    human.spend(cast("Session", None))
