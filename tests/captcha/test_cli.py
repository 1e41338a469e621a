"""`hud captcha make N`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.captcha.models import CaptchaChallenge, CaptchaImage
from app.cli import main
from app.db import Database
from app.settings import Settings


def _run(settings: Settings, *arguments: str) -> tuple[int, str]:
    environment = {"HUD_DATA_DIR": str(settings.data_dir)}
    result = CliRunner().invoke(main, ["captcha", "make", *arguments], env=environment)
    return result.exit_code, result.output


def test_pictures_are_drawn_with_several_questions_each(database: Database, settings: Settings) -> None:
    assert _run(settings, "30") == (0, "generated: 30\n")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CaptchaImage)) == 30
        assert session.scalars(select(func.count()).select_from(CaptchaChallenge)).one() >= 90
        languages = set(session.scalars(select(CaptchaChallenge.language)))
        texts = session.scalars(select(CaptchaImage.text)).all()
    assert languages == {"", "nl", "sv", "nb", "fr"}
    assert len(set(texts)) == 30


def test_one_language_only(database: Database, settings: Settings) -> None:
    _run(settings, "4", "--language", "fr")
    with database.read() as session:
        texts = session.scalars(select(CaptchaImage.text)).all()
    assert all(set(text) & set("éçà") for text in texts)


@pytest.mark.parametrize("arguments", [["0"], ["-1"], ["x"], [], ["1", "--language", "tlh"]])
def test_wrong_usage_says_so(settings: Settings, arguments: list[str]) -> None:
    assert _run(settings, *arguments)[0] == 2
