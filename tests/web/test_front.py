"""The doctor's advice about proxies."""

from __future__ import annotations

import msgspec
import pytest

from app.process_metrics import ProcessMetrics
from app.rowcache.opening import METRICS
from app.settings import Settings, SettingsError, load
from app.web.front import findings
from app.web.metrics import Metrics
from app.web.request.client import Unnamed


def _mends(settings: Settings, **changes: object) -> str:
    return " ".join(mend for _, mend in findings(msgspec.structs.replace(settings, **changes)))


def test_this_machine_alone_needs_nothing_in_front(settings: Settings) -> None:
    assert _mends(settings) == ""
    assert _mends(settings, host="::1") == ""


def test_the_world_needs_something_in_front(settings: Settings) -> None:
    for changes in ({"host": "192.0.2.1"}, {"base_url": "https://hud.example.org"}):
        assert "deploy/nginx.conf" in _mends(settings, **changes)
        assert _mends(settings, **changes, trusted_proxies=("10.0.0.1",)) == ""


def test_a_proxy_that_forwards_unnamed_is_named(settings: Settings) -> None:
    folder = settings.data_dir / METRICS
    metrics = Metrics(folder, ProcessMetrics(folder))
    Unnamed(metrics).seen("10.9.8.7")
    assert "hud_unnamed_proxy" in metrics.text()
    assert "HUD_TRUSTED_PROXIES=10.9.8.7" in _mends(settings)
    assert _mends(settings, trusted_proxies=("10.9.0.0/16",)) == ""


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="HUD_TRUSTED_PROXIES"):
        load({"HUD_TRUSTED_PROXIES": "nginx.example.org"})
