"""Change summaries: how many sentences are new, gone, changed or moved, and the first words of some.

One is made when a version is written and kept beside it, so that a list of changes over thousands of pages
reads no texts. Everything in it is bounded, whatever the texts are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

from app.text import compare

FORM: Final = 1
"""Which fields a summary has and what they mean; goes up when an older HUD would misread it."""

FEW: Final = 1
WIDTH: Final = 48
"""What a version may cost: three excerpts of 80 characters were a third of all that is kept of it."""
_BEFORE: Final = 16
"""Characters shown before the first difference of a changed sentence."""
_READ: Final = 20_000
"""Characters of a changed sentence in which its first difference is looked for."""


class Counts(msgspec.Struct, frozen=True, array_like=True):
    """What became of the sentences of the older text, as counts; `kept` stand in both and in order.

    The older text had `kept + moved + changed + removed` sentences, the newer one `kept + moved + changed +
    added`.
    """

    form: int
    kept: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    title: bool = False  # whether the title changed too

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, or nothing but white space."""
        return not (self.title or self.added or self.removed or self.changed or self.moved)

    @property
    def size(self) -> float:
        """The share of the sentences of both texts that is not as it was: from 0 to 1."""
        touched = self.added + self.removed + 2 * (self.changed + self.moved)
        return touched / (touched + 2 * self.kept) if touched else 0.0


class Summary(Counts, frozen=True, array_like=True):
    """The counts and, in the text's order, at most `FEW` excerpts of each kind, `WIDTH` characters each."""

    first_added: tuple[str, ...] = ()
    first_removed: tuple[str, ...] = ()
    first_changed: tuple[str, ...] = ()  # as they are now, from shortly before the first difference on
    first_moved: tuple[str, ...] = ()


_C = TypeVar("_C", bound=Counts)
_SUMMARY = msgspec.json.Decoder(Summary)
_COUNTS = msgspec.json.Decoder(Counts)


def summarise(older: str, newer: str, language: str = "", *, title: bool = False) -> Summary:
    """Compare two texts by sentences, cut in the newer one's `language`; linear in their length."""
    changes = compare(older, newer, language)
    added, removed, changed, moved = changes.added, changes.removed, changes.changed, changes.moved
    return Summary(
        form=FORM,
        kept=changes.kept,
        added=len(added),
        removed=len(removed),
        changed=len(changed),
        moved=len(moved),
        title=title,
        first_added=_firsts(newer, added),
        first_removed=_firsts(older, removed),
        first_changed=tuple(
            _from_difference(older[was[0] : was[1]][:_READ], newer[now[0] : now[1]][:_READ])
            for was, now in changed[:FEW]
        ),
        first_moved=_firsts(newer, (now for _, now in moved[:FEW])),
    )


def to_json(summary: Summary) -> str:
    """The compact form in which a summary is stored."""
    return msgspec.json.encode(summary).decode()


def from_json(stored: str | None) -> Summary | None:
    """The summary that was stored; None where there is none, or one of a form that this HUD does not know."""
    return _decoded(stored, _SUMMARY)


def counts_of(stored: str | None) -> Counts | None:
    """Its counts alone, for who looks at thousands of them."""
    return _decoded(stored, _COUNTS)


def _decoded(stored: str | None, decoder: msgspec.json.Decoder[_C]) -> _C | None:
    if stored is None:
        return None
    try:
        summary = decoder.decode(stored)
    except msgspec.ValidationError:
        return None  # of another form
    return summary if summary.form == FORM else None


def _firsts(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    some = [span for span, _ in zip(spans, range(FEW), strict=False)]
    return tuple(_excerpt(text[start : min(end, start + WIDTH + 1)]) for start, end in some)


def _from_difference(older: str, newer: str) -> str:
    """The newer sentence from the word that is shortly before its first difference."""
    same = next(
        (at for at, (was, now) in enumerate(zip(older, newer, strict=False)) if was != now),
        min(len(older), len(newer)),
    )
    if len(newer) <= WIDTH or same <= _BEFORE:
        return _excerpt(newer)
    start = newer.rfind(" ", 0, same - _BEFORE) + 1 or same - _BEFORE
    return ("…" if start else "") + _excerpt(newer[start:])


def _excerpt(sentence: str) -> str:
    if len(sentence) <= WIDTH:
        return sentence
    end = sentence.rfind(" ", WIDTH // 2, WIDTH)
    if end < 0:
        end = WIDTH - 1
        # A mark stays with its letter.
        while end > 1 and unicodedata.combining(sentence[end]):
            end -= 1
    return sentence[:end] + "…"
