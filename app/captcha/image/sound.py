"""Speaks what stands in a picture, letter by letter, for readers who cannot see it.

espeak-ng does the speaking, where it is installed; without it there is no link to a sound. The
letters reach it through its input, since a command's arguments can be read by everybody.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import threading
from functools import lru_cache
from xml.sax.saxutils import escape

from app.web.errors import Busy

VOICES = {"en": "en", "nl": "nl", "sv": "sv", "nb": "nb", "fr": "fr"}
SECONDS = 10
MOST = 40  # characters
_AT_ONCE = threading.BoundedSemaphore(2)


@lru_cache(maxsize=1)
def speaker() -> str:
    """The path of the program that speaks, empty when there is none."""
    return shutil.which("espeak-ng") or ""


def spoken(read: str, language: str) -> bytes:
    """A WAV in which the letters and digits of `read` are said. Raises `Busy` when too many listen."""
    marks = [mark for mark in read[:MOST] if not mark.isspace()]
    said = "".join(
        f'<say-as interpret-as="characters">{escape(mark)}</say-as><break time="700ms"/>' for mark in marks
    )
    if not _AT_ONCE.acquire(timeout=SECONDS):
        raise Busy
    try:
        return _run(f"<speak>{said}</speak>", VOICES.get(language, "en"))
    finally:
        _AT_ONCE.release()


def _run(markup: str, voice: str) -> bytes:
    command = [speaker(), "-m", "-v", voice, "-s", "120", "-b", "1", "--stdin", "--stdout"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.prlimit(process.pid, resource.RLIMIT_AS, (2**29, 2**29))
        try:
            sound, _ = process.communicate(markup.encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Busy from None
    if process.returncode or not sound.startswith(b"RIFF"):
        raise Busy
    return _measured(sound)


def _measured(sound: bytes) -> bytes:
    """The sound with its true lengths in front, which a program that writes to a pipe cannot know."""
    whole, data = (len(sound) - 8).to_bytes(4, "little"), (len(sound) - 44).to_bytes(4, "little")
    return sound[:4] + whole + sound[8:40] + data + sound[44:]
