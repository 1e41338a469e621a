"""Spoken pictures, where the program for it is installed."""

from __future__ import annotations

import wave
from io import BytesIO

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.captcha.image import sound
from tests.captcha.solve import image_in
from tests.services import program


@pytest.fixture
def _speaking() -> None:
    program("espeak-ng")


@pytest.mark.usefixtures("_speaking")
@pytest.mark.parametrize("language", ["en", "nl", "sv", "nb", "fr", "en-XA"])
def test_letters_are_spoken_in_every_language(language: str) -> None:
    with wave.open(BytesIO(sound.spoken("4k7å", language))) as heard:
        seconds = heard.getnframes() / heard.getframerate()
    assert 2 < seconds < 20


@pytest.mark.usefixtures("_speaking")
def test_each_letter_takes_its_time() -> None:
    assert len(sound.spoken("4k7w", "en")) > len(sound.spoken("4k", "en")) * 1.5


@pytest.mark.usefixtures("_speaking")
def test_marks_of_the_voice_are_spoken_not_obeyed() -> None:
    hostile = '<audio src="/etc/passwd"/>&<break time="99999s"/>'
    with wave.open(BytesIO(sound.spoken(hostile, "en"))) as heard:
        assert heard.getnframes() / heard.getframerate() < 120


@pytest.mark.usefixtures("_speaking")
def test_sound_stands_beside_the_picture(client: TestClient[Litestar]) -> None:
    html = client.get("/try/one").text
    address = image_in(html).replace("/image/", "/sound/")
    assert address in html
    answer = client.get(address)
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"RIFF")


def test_without_the_program_there_is_no_sound(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "speaker", lambda: "")
    html = client.get("/try/one").text
    assert "/captcha/sound/" not in html
    assert client.get(image_in(html).replace("/image/", "/sound/")).status_code == 404
