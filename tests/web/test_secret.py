"""The secret is made once, for its owner alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec

from app.settings import Settings
from app.web.secret import derived, secret


def test_the_secret_is_made_once_and_only_its_owner_reads_it(settings: Settings) -> None:
    first = secret(settings)
    assert len(first) == 64
    assert secret(settings) == first
    assert (settings.data_dir / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.data_dir.iterdir()] == ["secret"]


def test_many_starts_at_once_agree_on_one(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secret(settings), range(32)))) == 1


def test_a_set_key_comes_first_and_purposes_differ(settings: Settings) -> None:
    chosen = msgspec.structs.replace(settings, secret_key="chosen")  # noqa: S106
    assert secret(chosen) == b"chosen"
    assert not (settings.data_dir / "secret").exists()
    assert derived(chosen, "one") != derived(chosen, "other")
