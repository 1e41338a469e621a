"""Changes: the diff of two large texts beside difflib and git, and since when each sentence of a page stands.

The diff is what a reader sees: sentences first, then the words of those that changed. `difflib` compares the
words of the two texts; beside that stands what it takes for the same two steps over sentences cut for
it before, while ours cuts them itself. `git diff --word-diff` reads the same sentences from two files, a line
each, and counts the words it calls removed and added: ours may not call more words that.
"""

from __future__ import annotations

import difflib
import itertools
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import trie_core
from app.changes.standing import standing_of
from app.clock import DAY
from app.db import Database, migrate
from app.extract import Extracted
from app.net.fetch import Fetched
from app.pages.models import Page, Version
from app.pages.reading import record
from app.pages.seen import Seen
from app.text import words
from bench.measure import Row, at_most, once, seconds

_BYTES = 200_000
_SHARE = 0.03
_PAGE = 77_000
_WORDS = [
    *("water", "dike", "pump", "mill", "flood", "boat", "quay", "mast", "rope", "tide", "bell", "lamp"),
    *("harbour", "master", "pays", "fee", "metre", "night"),
]


def rows(quick: bool) -> list[Row]:
    """The diff of two texts of 200 KB, since of long histories, and how right it is."""
    with tempfile.TemporaryDirectory(prefix="hud-changes-") as place:
        return [
            *_by_words(quick),
            *_diffs(Path(place)),
            *(_since(Path(place), *one) for one in (((300, 15),) if quick else ((1_000, 50), (10_000, 500)))),
            *_right(4 if quick else 20),
        ]


def _by_words(quick: bool) -> list[Row]:
    """Word by word, which takes difflib the square of the words: a quarter of the text in the quick run."""
    size = _BYTES // 4 if quick else _BYTES
    older = _text(size, random.Random(1))
    newer = _changed(older, random.Random(2))
    before, after = " ".join(older), " ".join(newer)
    ours = seconds({"ours": lambda: trie_core.difference(before, after, "en")})["ours"]
    parts = before.split(), after.split()
    theirs = once(lambda: difflib.SequenceMatcher(None, *parts, autojunk=False).get_opcodes())
    what = f"diff of two texts of {size // 1000} KB, 3 % changed"
    return [Row(what, 1_000 * ours, 1_000 * theirs, "difflib, by word", "ms", floor=10)]


def _diffs(place: Path) -> list[Row]:
    older = _text(_BYTES, random.Random(1))
    newer = _changed(older, random.Random(2))
    before, after = " ".join(older), " ".join(newer)
    files = [place / "older", place / "newer"]
    for file, lines in zip(files, (older, newer), strict=True):
        file.write_text("".join(f"{line}\n" for line in lines))
    best = seconds(
        {
            "ours": lambda: trie_core.difference(before, after, "en"),
            "difflib": lambda: _difflib(older, newer),
            "git": lambda: _git(files),
        },
        rounds=5,
    )
    what = "diff of two texts of 200 KB, 3 % changed"
    ours, theirs = _edits(before, after), _git_edits(files)
    return [
        Row(f"{what}", 1_000 * best["ours"], 1_000 * best["difflib"], "difflib, cut before", "ms", floor=2),
        Row(f"{what}", 1_000 * best["ours"], 1_000 * best["git"], "git diff --word-diff", "ms", floor=2),
        Row("words in its script", ours, theirs, "git diff --word-diff", "words", floor=1),
    ]


def _sentence(chance: random.Random) -> str:
    picked = chance.choices(_WORDS, k=chance.randrange(6, 22))
    return f"{' '.join([*picked, str(chance.randrange(100_000))]).capitalize()}."


def _text(size: int, chance: random.Random) -> list[str]:
    lines: list[str] = []
    while sum(map(len, lines)) + len(lines) < size:
        lines += [_sentence(chance) for _ in range(100)]
    return lines


def _changed(lines: Sequence[str], chance: random.Random) -> list[str]:
    """Of each hundred sentences three are others: a word of one changed, one new, one gone."""
    made = []
    for line in lines:
        kind = chance.random()
        if kind < _SHARE / 3:
            made.append(_sentence(chance))
        elif kind < _SHARE / 3 * 2:
            continue
        elif kind < _SHARE:
            parts = line.split()
            parts[chance.randrange(1, len(parts) - 1)] = chance.choice(_WORDS)
            made.append(" ".join(parts))
            continue
        made.append(line)
    return made


def _difflib(older: Sequence[str], newer: Sequence[str]) -> list[object]:
    """Sentences, and the words of those that one replaced by another."""
    found: list[object] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        found.append((kind, a, b, c, d))
        if kind == "replace":
            for was, now in zip(older[a:b], newer[c:d], strict=False):
                pair = difflib.SequenceMatcher(None, was.split(), now.split(), autojunk=False)
                found.append(pair.get_opcodes())
    return found


def _git(files: Sequence[Path]) -> str:
    command = ["git", "diff", "--no-index", "--word-diff=porcelain", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _git_edits(files: Sequence[Path]) -> int:
    told = _git(files).splitlines()[4:]
    return sum(len(words(line[1:])) for line in told if line[:1] in ("-", "+"))


def _edits(before: str, after: str) -> int:
    """The words that our script removes and adds."""
    found = trie_core.difference(before, after, "en")
    edits = 0
    for step in found.steps:
        if step.kind in ("removed", "added"):
            text, spans = (before, found.older) if step.kind == "removed" else (after, found.newer)
            start, end = spans[step.older[0] if step.kind == "removed" else step.newer[0]]
            edits += len(words(text[start:end]))
        for (a, b), (c, d) in step.words:
            if a == b or c == d:
                edits += len(words(before[a:b])) + len(words(after[c:d]))
    return edits


def _since(place: Path, versions: int, limit: float) -> Row:
    """The newest version of a page of 77 KB that changed so often; the least processor time of some."""
    db = Database(f"sqlite:///{place / f'{versions}.sqlite3'}")
    migrate.upgrade(db)
    chance = random.Random(3)
    lines = _text(_PAGE, chance)
    with db.write() as session:
        page = Page(url="https://a.org/", site="a.org", added_at=0, every=DAY)
        session.add(page)
        session.flush()
        for number in range(versions):
            for _ in range(chance.choice((1, 2, 3))):
                lines[chance.randrange(len(lines))] = _sentence(chance)
            main = " ".join(lines)
            extracted = Extracted("Page", main, "", "en", None, False, False, (), None)
            fetched = Fetched(page.url, 200, {}, str(number).encode(), (), False, 1)
            record(session, page, Seen((number + 1) * DAY, fetched, extracted))
    best = float("inf")
    for _ in range(5):
        with db.read() as session:
            newest = session.query(Version).order_by(Version.first_read.desc()).first()
            assert newest is not None
            began = time.process_time()
            standing_of(session, newest)
            best = min(best, time.process_time() - began)
    db.dispose()
    return at_most(f"since, newest of {versions:,} versions of 77 KB", 1_000 * best, limit, "ms")


def _right(histories: int) -> list[Row]:
    """The share of sentences whose since is not the planted one, and of difflib's chain the same."""
    found = []
    for what, duplicates, limit in (("no equal sentences", 0.0, 0.0), ("a tenth equal", 0.1, 1.0)):
        wrong = [_wrong(random.Random(seed), duplicates) for seed in range(histories)]
        ours, chain, all_ = (sum(part) for part in zip(*wrong, strict=True))
        share, theirs = 100 * ours / all_, 100 * chain / all_
        found.append(Row(f"since wrong, {what}", share, theirs, "difflib's chain", "%", floor=1))
        found.append(at_most(f"since wrong, {what}", share, limit or 1e-9, "%"))
    return found


def _wrong(chance: random.Random, duplicates: float) -> tuple[int, int, int]:
    """How many sentences are dated wrongly by us and by difflib's chain, and of how many."""
    common = ["Closed.", "Read more.", "Open from 9 to 5.", "Back to top."]
    serial = iter(range(1_000_000))

    def new() -> tuple[str, int]:
        text = chance.choice(common) if chance.random() < duplicates else _sentence(chance)
        return text, next(serial)

    page = [new() for _ in range(120)]
    lost: list[tuple[str, int]] = []
    came = {one[1]: 0 for one in page}
    versions = [[text for text, _ in page]]
    for number in range(1, 60):
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(page))
            kind = chance.random()
            if kind < 0.4:
                lost.append(page[at])
                page[at] = new()
            elif kind < 0.6:
                page.insert(at, new())
            elif kind < 0.75:
                lost.append(page.pop(at))
            elif kind < 0.9 and lost:
                page.insert(at, lost.pop(chance.randrange(len(lost))))
            else:
                page.insert(chance.randrange(len(page)), page.pop(at))
        # What came and went between two readings, nobody has seen.
        came = {one: came.get(one, number) for _, one in page}
        versions.append([text for text, _ in page])
    truth = [came[one] for _, one in page]
    hashes = [trie_core.sentence_hashes("\n".join(said), "en") for said in versions]
    since = trie_core.Since(hashes[-1])
    for packed in hashes[-2::-1]:
        since.older(packed)
    ours = [len(versions) - 1 - depth for _, depth, _ in since.found()]
    chain = _chain(versions)
    return (
        sum(one != true for one, true in zip(ours, truth, strict=True)),
        sum(one != true for one, true in zip(chain, truth, strict=True)),
        len(truth),
    )


def _chain(versions: Sequence[Sequence[str]]) -> list[int]:
    """Dates by difflib from each version to the next: what is equal keeps its date, all else is new."""
    dates = [0] * len(versions[0])
    for number, (older, newer) in enumerate(itertools.pairwise(versions), 1):
        made = [number] * len(newer)
        for a, b, size in difflib.SequenceMatcher(None, older, newer, autojunk=False).get_matching_blocks():
            made[b : b + size] = dates[a : a + size]
        dates = made
    return dates
