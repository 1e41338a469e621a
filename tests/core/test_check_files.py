"""Published files are read, never mapped, and every change of them is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

import trie_core


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with trie_core.Writer(tmp_path) as writer:
        version = trie_core.Version(
            first_read=1, last_read=2, title="Water", main="flood and dike " * 10, rest=""
        )
        writer.put(1, 0, [version], site="a.org")
        writer.commit(1)
    return tmp_path


def test_all_that_is_published_is_named_and_read(folder: Path) -> None:
    named = trie_core.published_files(folder)
    assert named == [(path.name, path.stat().st_size) for path in folder.glob("*.seg")]
    assert trie_core.check_files(folder) == sum(size for _, size in named) - 8


def test_every_flipped_byte_and_every_cut_is_seen_while_the_file_is_open(folder: Path) -> None:
    index = trie_core.Index.open(folder)
    (path,) = folder.glob("*.seg")
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        # Another file under the name: what is open must not be cut.
        for bad in (whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole[:at]):
            path.unlink()
            path.write_bytes(bad)
            with pytest.raises(trie_core.Corrupt, match=path.name):
                trie_core.check_files(folder)
    path.write_bytes(whole)
    trie_core.check_files(folder)
    assert index.search("flood").total == 1


def test_what_is_missing_is_named(folder: Path) -> None:
    (path,) = folder.glob("*.seg")
    path.unlink()
    with pytest.raises(FileNotFoundError, match=path.name):
        trie_core.check_files(folder)
    (folder / "manifest").unlink()
    for look in (trie_core.check_files, trie_core.published_files):
        with pytest.raises(trie_core.Corrupt, match="no manifest"):
            look(folder)
        with pytest.raises(trie_core.Corrupt, match="no manifest"):
            look(folder / "nothing")
