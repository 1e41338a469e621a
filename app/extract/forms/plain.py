"""Plain text and calendars: each line is a paragraph."""

from __future__ import annotations

import re

from app.extract.forms.words import Words, lines, of_lines, words

_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_MOMENTS = ("DTSTAMP", "PRODID", "VERSION", "REV:", "CALSCALE", "UID")


def read(text: str) -> Words:
    """A text as it stands."""
    return of_lines(text)


def read_calendar(text: str) -> Words:
    """A calendar or card: long lines that were folded are whole again, and signs stand for themselves.

    When it was made, and by which program, is rest: many servers write it anew for each answer.
    """
    main: list[str] = []
    rest: list[str] = []
    title = ""
    for line in lines(_FOLD.sub("", text)):
        said = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], line)
        name, colon, value = said.partition(":")
        if colon and name.partition(";")[0].upper() in ("X-WR-CALNAME", "FN") and not title:
            title = value
        (rest if said.upper().startswith(_MOMENTS) else main).append(said.replace(":", ": ", 1))
    return words(title, main, rest)
