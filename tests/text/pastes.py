"""The pasted texts of `pastes.txt`: what people copy into a search field that was never a query."""

from __future__ import annotations

from pathlib import Path

_FILE = Path(__file__).with_name("pastes.txt")


def pastes() -> list[str]:
    """The texts, each of which follows a line "%% kind"."""
    texts: list[str] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("%% "):
            texts.append("")
        else:
            texts[-1] += line
    return [text.removesuffix("\n") for text in texts]
