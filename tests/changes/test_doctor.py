"""`hud doctor` says who reads stored copies."""

from __future__ import annotations

import pytest

from app.changes.doctor import findings
from app.settings import Settings


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), "anybody may sign up"),
        (Settings(sign_up="closed"), "shown to members"),
        (Settings(copies="read"), "shown to anybody"),
        (Settings(copies="read", public="none"), "shown to members"),
        (Settings(copies="off"), "shown to nobody"),
    ],
)
def test_who_reads_copies_is_told_and_nothing_is_wrong(settings: Settings, said: str) -> None:
    (found,) = findings(settings)
    assert said in found.what
    assert not found.fix
