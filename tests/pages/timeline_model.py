"""Model of a page's timeline in plain Python: what a version is, told once more and as simply as can be."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.clock import DAY, HOUR
from app.pages.minors import MOST_A_DAY

GONE = ("404", "410", "noindex", "robots")


@dataclass
class Stood:
    """One version."""

    ordinal: int
    first: int
    last: int
    main: str = ""
    rest: str = ""
    gone: str = ""
    minor: bool = False
    incomplete: bool = False
    back_to: int | None = None
    until: int | None = None
    own: int = field(default=0, compare=False)
    """When it was last read itself, and not a minor version of it."""


@dataclass
class Timeline:
    """Versions by time, of a page that is read every `every` µs."""

    every: int
    versions: list[Stood] = field(default_factory=list)
    joined: dict[int, int] = field(default_factory=dict)
    doubt: str = ""
    given: int = 0

    def read(self, at: int, kind: str, main: str = "", rest: str = "") -> None:
        """`kind` is text, incomplete, fault, or a way of being gone."""
        major = next((version for version in reversed(self.versions) if not version.minor), None)
        if kind == "fault" or (kind == "incomplete" and (major or not (main or rest))):
            return
        if kind == "incomplete":
            self.doubt = ""
            self.say(at, main, rest, incomplete=True)
            return
        stands = major is not None and not major.gone
        blank = kind == "text" and not main and not rest
        code = "gone" if kind in GONE else "empty" if blank else ""
        news = stands if code == "gone" else bool(code) and not (stands and major and major.main == main)
        if news and not self.doubt:
            self.doubt = code
            return
        self.doubt = ""
        if kind in GONE:
            self.vanish(at, kind)
        else:
            self.say(at, main, rest)

    def vanish(self, at: int, why: str) -> None:
        if self.versions and self.versions[-1].gone:
            self.versions[-1].last = self.versions[-1].own = at
        elif self.versions:
            self.begin(at, gone=why)

    def say(self, at: int, main: str, rest: str, *, incomplete: bool = False) -> None:
        majors = [version for version in self.versions if not version.minor]
        if self.was_never_away(at, majors, main):
            gone, _ = self.versions.pop(), majors.pop()
            self.lead(gone.ordinal, majors[-1].ordinal)
            majors[-1].until = self.versions[-1].until = None
        major = majors[-1] if majors and not majors[-1].gone else None
        if major and major.incomplete:
            major.main, major.rest, major.last, major.own, major.incomplete = main, rest, at, at, False
        elif major and major.main == main:
            self.go_on(at, major, rest)
        else:
            lately = [version for version in majors if not version.gone][-8:]
            back = [version.ordinal for version in lately if version.main == main]
            self.begin(at, main=main, rest=rest, incomplete=incomplete, back_to=back[-1] if back else None)

    def was_never_away(self, at: int, majors: list[Stood], main: str) -> bool:
        if len(majors) < 2 or not majors[-1].gone or majors[-2].main != main:
            return False
        return at - majors[-1].first <= self.every + min(self.every // 4, HOUR)

    def go_on(self, at: int, major: Stood, rest: str) -> None:
        newest, major.last = self.versions[-1], at
        lately = [version for version in self.versions if version.minor and version.first > at - DAY]
        if newest.rest == rest:
            newest.last = newest.own = at
            return
        if newest.minor and len(lately) >= MOST_A_DAY:
            self.lead(newest.ordinal, self.given + 1)
            self.versions.pop()
        if self.versions[-1].minor:
            self.versions[-1].until = at
        self.given += 1
        self.versions.append(Stood(self.given, at, at, major.main, rest, minor=True, own=at))

    def lead(self, ordinal: int, into: int) -> None:
        """A version that was joined or replaced: its number, and those that led to it, lead on."""
        self.joined = {old: into if new == ordinal else new for old, new in self.joined.items()}
        self.joined[ordinal] = into

    def begin(self, at: int, **says: object) -> None:
        for version in self.versions:
            version.until = at if version.until is None else version.until
        self.given += 1
        self.versions.append(Stood(self.given, at, at, own=at, **says))  # type: ignore[arg-type]
