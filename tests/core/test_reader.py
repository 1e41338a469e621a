"""A writer's reader: what was put is found at once, and nobody else sees it before it is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from trie_core import Index, TrieCoreError, Version, Writer


def version(text: str, time: int = 1) -> Version:
    return Version(first_read=time, last_read=time, title="", main=text, rest="")


def test_what_was_put_is_found_at_once_and_by_nobody_else(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(1, 0, [version("heron")], site="a.org")
        writer.commit(5)
        files = sorted(tmp_path.iterdir())
        writer.put(2, 0, [version("heron stork", 2)], site="b.org")
        writer.touch(1, 0, 9)
        reader = writer.reader()
        assert reader.search("heron", sites=9).sites == [("a.org", 1), ("b.org", 1)]
        assert reader.timeline(1) == [(1, 9, None, False, False)]
        assert (reader.generation, reader.cursor) == (1, 5)
        assert Index.open(tmp_path).search("heron").total == 1
        assert sorted(tmp_path.iterdir()) == files


def test_a_reader_stays_as_it_was(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(1, 0, [version("heron")], site="a.org")
        first = writer.reader()
        writer.put(1, 1, [version("stork", 2)], site="a.org")
        second = writer.reader()
        writer.delete(1)
        third = writer.reader()
        writer.commit()
        totals = [[one.search(word).total for word in ("heron", "stork")] for one in (first, second, third)]
        assert totals == [[1, 0], [0, 1], [0, 0]]
    assert second.search("heron", ever=True).total == 1


def test_rolling_back_forgets_what_only_readers_knew(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(1, 0, [version("heron")], site="a.org")
        assert writer.reader().pages == 1
        assert writer.pending > 0
        writer.rollback()
        assert (writer.reader().pages, writer.pending, writer.commit()) == (0, 0, 0)


def test_a_commit_of_what_readers_knew_is_one_segment(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        for page in range(10):
            writer.put(page, 0, [version(f"heron {page}", page)], site="a.org")
            assert writer.reader().search("heron").total == page + 1
        writer.commit(1)
    index = Index.open(tmp_path)
    index.verify()
    assert (index.segments, index.search("heron").total) == (1, 10)


def test_a_closed_writer_has_no_reader(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer.close()
    with pytest.raises(TrieCoreError, match="closed"):
        writer.reader()
