"""Security headers: one policy for an installation, as wide as what its features need and no wider."""

from __future__ import annotations

import msgspec
import pytest

from app import features
from app.settings import Settings
from app.web.response.security import SecurityHeaders, policy
from tests.web.site import running


def test_policy_allows_our_own_addresses_alone() -> None:
    directives = dict(part.split(" ", 1) for part in policy().split("; "))
    assert set(directives.values()) == {"'none'", "'self'"}
    assert directives["default-src"] == "'none'"
    assert "frame-src" not in directives


def test_feature_widens_it_by_what_it_names() -> None:
    tiles = {"img-src": ["https://tiles.example.org"]}
    frames = {"frame-src": ["'self'"], "img-src": ["data:"]}
    found = policy([tiles, frames])
    assert "img-src 'self' https://tiles.example.org data:;" in found
    assert found.endswith("frame-src 'self'")
    assert "script-src 'self';" in found


def tiles(settings: Settings) -> dict[str, list[str]]:
    """What a feature with a map needs."""
    return {"img-src": [f"{settings.site_url}:8443"]}


def test_manifest_names_what_a_feature_needs_of_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = features.FEATURES[0]
    changed = msgspec.structs.replace(made, policy="tests.web.test_security:tiles")
    monkeypatch.setattr(features, "FEATURES", (changed, *features.FEATURES[1:]))
    with running(settings) as client:
        sent = client.get("/").headers["content-security-policy"]
    assert f"img-src 'self' {settings.site_url}:8443;" in sent


@pytest.mark.parametrize("directive", ["default-src", "script-src", "base-uri", "frame-ancestors"])
def test_no_feature_widens_what_protects_all_others(directive: str) -> None:
    with pytest.raises(ValueError, match=directive):
        policy([{directive: ["'unsafe-inline'"]}])


def test_header_that_an_answer_sets_itself_stays_as_it_is() -> None:
    own = (b"content-security-policy", b"sandbox")
    found = SecurityHeaders().added([(b"content-type", b"image/webp"), own])
    assert [value for name, value in found if name == own[0]] == [own[1]]
    assert (b"x-content-type-options", b"nosniff") in found
