"""Chromium with scripts off as the referee of what HUD reads: each word it shows stands in main text or rest.

    python -m bench.referee [PAGE…]    files or folders; without any, 300 pages of the documentation packages

A page is judged by the multiset of its words. What Chromium shows and HUD lacks is printed, the pages with
most of it first; the exit status is 1 when that is more than one word in a thousand.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Error, sync_playwright

from app.extract import ExtractError, extract_here
from bench.nginx import MissingTool
from bench.sites import pages

_WORD = re.compile(r"\w+")
_MOST_LACKING: Final = 0.001
_BROWSERS: Final = ("chromium-headless-shell", "chromium")


class Verdict(NamedTuple):
    """A page, how many words Chromium shows of it, and those of them that HUD lacks."""

    page: Path
    shown: int
    lacking: Counter[str]


def judge(chosen: Sequence[Path]) -> Iterator[Verdict]:
    """Open each page in Chromium without scripts and compare; what HUD refuses by a rule is left out."""
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if program is None:
        raise MissingTool("chromium-headless-shell is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(java_script_enabled=False, offline=True)
        tab = context.new_page()
        for page in chosen:
            try:
                said = extract_here(page.read_bytes(), url=page.as_uri(), content_type="text/html")
                tab.goto(page.as_uri(), wait_until="commit")
                tab.wait_for_load_state("domcontentloaded")
                shown = _words(tab.inner_text("body"))
            except (ExtractError, Error):
                continue
            yield Verdict(page, shown.total(), shown - _words(f"{said.main}\n{said.rest}\n{said.title}"))
        browser.close()


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _files(names: Sequence[str]) -> list[Path]:
    if not names:
        return pages(300)
    found: list[Path] = []
    for path in (Path(name).resolve() for name in names):
        found += sorted(path.rglob("*.html")) if path.is_dir() else [path]
    return found


def main(names: Sequence[str]) -> int:
    """Print what is lacking; the exit status."""
    verdicts = sorted(judge(_files(names)), key=lambda one: -one.lacking.total())
    for one in verdicts[:20]:
        if one.lacking:
            words = " ".join(word for word, _ in one.lacking.most_common(12))
            print(f"{one.lacking.total():6} of {one.shown:6} words lack in {one.page}: {words}")
    shown = sum(one.shown for one in verdicts)
    lacking = sum(one.lacking.total() for one in verdicts)
    print(f"{len(verdicts)} pages, {shown:,} words shown, {lacking:,} of them lack")
    return 1 if lacking > _MOST_LACKING * shown else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
