"""The list that says what HUD is made of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.features import FEATURES, enabled, handlers
from app.settings import Settings, SettingsError


def test_all_are_on_when_nothing_is_chosen(settings: Settings) -> None:
    assert enabled(settings) == FEATURES


def test_a_switch_that_does_not_exist_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"'serach'.*expected some of home, accounts, search"):
        enabled(msgspec.structs.replace(settings, apps=frozenset({"serach"})))


def test_a_feature_without_what_it_needs_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="'search' without 'pages'"):
        enabled(msgspec.structs.replace(settings, apps=frozenset({"search"})))


def test_every_feature_has_routes() -> None:
    for feature in FEATURES:
        assert handlers(feature), feature.switch


def test_what_is_off_is_not_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from app.asgi import create_app; from app.settings import load;"
        "create_app(load({'HUD_DATA_DIR': sys.argv[1], 'HUD_APPS': 'home'}));"
        "print([name for name in sys.modules if name.startswith(('app.search', 'app.pages', 'app.guide'))])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "var")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
