"""Story of a page: what it said first, and how it changed from one week to the next.

A text is a list of paragraphs, a paragraph a list of sentences; changes name whole sentences, as they are
written, and must find them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

Paragraph = list[str]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a page in a week, and on which day of it (0 to 6).

    `swap` are pairs of a sentence and what it became; `drop` sentences go; `add` comes behind the sentence
    `after`, or as a paragraph of its own at the end. With `status` the page is not there until its next
    change. `foot` is what its footer says from then on.
    """

    week: int
    day: int = 0
    swap: Sequence[tuple[str, str]] = ()
    drop: Sequence[str] = ()
    add: Sequence[str] = ()
    after: str = ""
    title: str = ""
    foot: str = ""
    status: int = 200


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the sample: its address below the site's, and all that it said."""

    path: str
    language: str
    title: str
    text: Sequence[Sequence[str]]
    changes: Sequence[Change] = ()
    foot: str = "Saltmere Town Council, 1 Quay Street"
    week: int = 0
    """The week in which it was seen first."""


class State(msgspec.Struct, frozen=True):
    """A page from one change to the next; `status` is not 200 where it was not there."""

    week: int
    day: int
    title: str
    text: list[Paragraph]
    foot: str
    status: int


def states(story: Story) -> Iterator[State]:
    """All that a page said, oldest first. Raises `ValueError` for a change that finds no such sentence."""
    text = [list(paragraph) for paragraph in story.text]
    title, foot = story.title, story.foot
    yield State(story.week, 0, title, [*map(list, text)], foot, 200)
    for change in story.changes:
        text = _changed(text, change)
        title, foot = change.title or title, change.foot or foot
        yield State(change.week, change.day, title, [*map(list, text)], foot, change.status)


def _changed(text: list[Paragraph], change: Change) -> list[Paragraph]:
    swaps = dict(change.swap)
    known = {sentence for paragraph in text for sentence in paragraph}
    missing = ({*swaps, *change.drop} | ({change.after} if change.after else set())) - known
    if missing:
        raise ValueError(f"week {change.week} changes what the page does not say: {sorted(missing)}")
    changed = []
    for paragraph in text:
        made: Paragraph = []
        for sentence in paragraph:
            if sentence not in change.drop:
                made.append(swaps.get(sentence, sentence))
            if sentence == change.after:
                made.extend(change.add)
        changed.append(made)
    if change.add and not change.after:
        changed.append(list(change.add))
    return [paragraph for paragraph in changed if paragraph]
