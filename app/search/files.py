"""Check that the published files of an index are still what was published.

A reader has them mapped and cannot tell: bytes that were overwritten give wrong answers, and the missing
end of a cut file ends its process. But published files never change, so a look at their numbers, sizes and
times, which costs a microsecond each, tells that somebody changed one; then they are read and compared with
their checksums. What leaves all of that as it was (a failing disk) is found by reading them now and then.
"""

from __future__ import annotations

from pathlib import Path

import trie_core
from app.search import place
from app.search.engine import Damaged

MANIFEST = "manifest"

Stamp = tuple[int, int, int, int]


class Files:
    """The files of the build in use, as this process saw them last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest: tuple[Path, Stamp] | None = None
        self._known: dict[Path, Stamp] = {}

    def look(self, build: Path) -> None:
        """Return when all is as it was published.

        Raises `trie_core.Corrupt` for a damaged file and `OSError` for one that is missing or unreadable.
        """
        why = place.marked(build)
        if why is not None:
            raise trie_core.Corrupt(why)
        reported = place.take_report(self._folder) is not None
        manifest = (build / MANIFEST, _stamp(build / MANIFEST))
        if manifest == self._manifest:
            now = {path: _stamp(path) for path in self._known}
        else:
            names = trie_core.published_files(build)
            now = {build / name: _stamp(build / name) for name, _ in names}
        if reported or any(self._known.get(path, stamp) != stamp for path, stamp in now.items()):
            trie_core.check_files(build)
        self._manifest, self._known = manifest, now


def check(folder: Path, rate: int | None = None) -> None:
    """Read all files of the build in use, at most `rate` bytes a second; the follower is told of damage.

    Raises `OSError` for what cannot be read.
    """
    build = place.current(folder)
    if build is None:
        return
    try:
        trie_core.check_files(build, rate=rate)
    except Damaged as error:
        place.report(folder, str(error))
    except OSError:
        # Another build may have taken its place meanwhile.
        if place.current(folder) == build:
            place.report(folder, f"{build} cannot be read")
            raise


def _stamp(path: Path) -> Stamp:
    state = path.stat()
    # The time of the last change of the inode cannot be set, as that of the contents can.
    return state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns
