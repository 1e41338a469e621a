"""The follower's index is that of a build from scratch, whatever happens to pages and whenever it looks."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import Database
from app.db.migrate import upgrade
from app.search.engine import TRIE
from app.search.rebuild import rebuild
from tests.search.corpus import Corpus
from tests.search.test_follow import WORDS, told

URLS = [f"https://{host}/" for host in ("a.org", "www.a.org", "b.org")]

urls = st.sampled_from(URLS)
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
steps = st.one_of(
    st.tuples(st.just("says"), urls, texts, texts),
    st.tuples(st.just("same"), urls),
    st.tuples(st.just("gone"), urls),
    st.tuples(st.just("forget"), urls),
    st.tuples(st.just("follow")),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(steps, max_size=25))
def test_following_says_the_same_as_building_anew(history: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/hud.sqlite3")
        upgrade(database)
        corpus = Corpus(database, Path(folder) / "index")
        pages: dict[str, int] = {}
        for minute, (kind, *rest) in enumerate(history):
            when = f"2026-01-01T00:{minute:02}:00"
            if kind == "says":
                pages[rest[0]] = corpus.says(rest[0], when, rest[1], rest=rest[2])
            elif kind == "follow":
                corpus.follow()
            elif rest[0] in pages:
                if kind == "same":
                    corpus.is_same(rest[0], when)
                elif kind == "gone":
                    corpus.is_gone(rest[0], when)
                else:
                    corpus.forget(pages.pop(rest[0]))
        corpus.follow()
        followed = told(corpus.handle.current(), WORDS)
        rebuild(database, corpus.folder, TRIE)
        assert told(corpus.handle.current(), WORDS) == followed
        database.dispose()
