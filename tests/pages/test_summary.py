"""Change summaries: counts that balance, excerpts that are bounded."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trie_core
from app.pages.summary import FEW, FORM, WIDTH, Summary, from_json, summarise, to_json
from app.text import sentences
from tests.soak import times

texts = st.lists(
    st.sampled_from(["Yes.", "No. ", "The pool opens at nine.", "É.", "x", "\n", "…"]), max_size=25
).map(" ".join)


def planted() -> tuple[str, str]:
    pool = "Bring a towel. Bring a cap."
    older = f"News\nThe pool opens at nine on Monday. {pool}\nDogs are welcome.\nClosed in July."
    newer = f"News\nDogs are welcome.\nThe pool opens at ten on Monday. {pool}\nEntry is free."
    return older, newer


def test_each_kind_of_change_is_counted_and_quoted() -> None:
    summary = summarise(*planted(), "en", title=True)
    assert summary == Summary(
        form=FORM,
        kept=3,
        added=1,
        removed=1,
        changed=1,
        moved=1,
        title=True,
        first_added=("Entry is free.",),
        first_removed=("Closed in July.",),
        first_changed=("The pool opens at ten on Monday.",),
        first_moved=("Dogs are welcome.",),
    )
    assert not summary.is_empty


def test_the_size_is_the_share_of_sentences_that_changed() -> None:
    assert summarise("One two. Three four.", "One two. Three four.").size == 0
    assert summarise("One two.", "Three four.").size == 1
    assert summarise("One. Two. Three.", "One. Two. Three. Four.").size == pytest.approx(1 / 7)


@given(texts)
def test_a_text_and_itself_make_an_empty_summary(text: str) -> None:
    summary = summarise(text, text, "en")
    assert summary.is_empty
    assert summary == Summary(form=FORM, kept=len(trie_core.sentences(text, "en")))


@given(texts, texts)
def test_counts_balance(older: str, newer: str) -> None:
    summary = summarise(older, newer, "en")
    both = summary.kept + summary.moved + summary.changed
    assert both + summary.removed == len(trie_core.sentences(older, "en"))
    assert both + summary.added == len(trie_core.sentences(newer, "en"))


@given(texts, texts)
def test_the_way_back_adds_what_was_removed(older: str, newer: str) -> None:
    there, back = summarise(older, newer, "en"), summarise(newer, older, "en")
    assert there.added + there.changed - there.removed == back.removed + back.changed - back.added + (
        there.changed - back.changed
    )
    assert there.is_empty == back.is_empty


@given(st.permutations([f"Paragraph {number}. It says {number} things." for number in range(6)]))
def test_paragraphs_in_another_order_are_moves_only(shuffled: list[str]) -> None:
    summary = summarise("\n".join(sorted(shuffled)), "\n".join(shuffled), "en")
    assert (summary.added, summary.removed, summary.changed) == (0, 0, 0)
    assert summary.kept + summary.moved == 12


@given(st.text(max_size=400), st.text(max_size=400))
def test_whatever_the_texts_are_excerpts_are_short(older: str, newer: str) -> None:
    summary = summarise(older, newer)
    for some in (summary.first_added, summary.first_removed, summary.first_changed, summary.first_moved):
        assert len(some) <= FEW
        assert all(0 < len(one) <= WIDTH + 1 for one in some)


def test_a_long_sentence_is_cut_between_words() -> None:
    (words,) = summarise("", "word " * 50).first_added
    assert words == "word " * 8 + "word…"
    (letters,) = summarise("", "x" * 500).first_added
    assert letters == "x" * (WIDTH - 1) + "…"


def test_a_mark_is_not_cut_from_its_letter() -> None:
    (letters,) = summarise("", "x" * (WIDTH - 2) + "e\u0301" * 50).first_added
    assert letters == "x" * (WIDTH - 2) + "…"


def test_a_long_changed_sentence_is_quoted_where_it_changed() -> None:
    start = "The council of the town, which met on Monday evening in the hall, decided after hours that "
    (words,) = summarise(start + "nobody pays.", start + "everybody pays now.", "en").first_changed
    assert words == "…after hours that everybody pays now."


def test_what_is_stored_is_compact_and_comes_back() -> None:
    summary = summarise(*planted(), "en")
    assert from_json(to_json(summary)) == summary
    assert len(to_json(summarise("", ""))) < 40
    assert from_json(None) is None


def test_a_summary_of_another_form_is_none() -> None:
    assert from_json(f"[{FORM + 1},3]") is None
    assert from_json(f"[{FORM + 1},[3]]") is None


SENTENCES = [
    "Mr. Smith paid 3.50 at 5 p.m. on Jan. 5.",
    "Kong Harald 5. kom, f. eks.",
    "« Quoi ? » dit-il.",
    "\N{CJK UNIFIED IDEOGRAPH-5B83}\N{IDEOGRAPHIC FULL STOP}e\u0301" * 20,
    "x" * 200,
    "",
]


@pytest.mark.soak
def test_mutated_texts_are_summed_up_so_that_each_sentence_is_counted_once() -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for _ in range(times("summaries of mutated texts", 500, 100_000)):
        language = chance.choice(["", "en", "nl", "sv", "nb", "fr"])
        older = chance.choice(["\n", " "]).join(chance.choices(SENTENCES, k=chance.randrange(12)))
        newer = mutated(older, chance)
        summary = summarise(older, newer, language)
        for text, others in ((older, summary.removed), (newer, summary.added)):
            count = summary.kept + summary.moved + summary.changed + others
            assert count == len(sentences(text, language)), f"seed {seed}: {older!r} {newer!r}"
        assert from_json(to_json(summary)) == summary
        assert 0 <= summary.size <= 1
        assert summary.is_empty or older != newer


def mutated(text: str, chance: random.Random) -> str:
    """The text with parts of it cut out, doubled, put elsewhere, or with signs put in."""
    for _ in range(chance.randrange(5)):
        start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        part, rest = text[start:end][:60], text[:start] + text[end:]
        at = chance.randrange(len(rest) + 1)
        sign = chance.choice([".", "!", "\n", " ", "\u0301", "\x00", "[1]", "»", "5. "])
        text = chance.choice(
            [rest, rest[:at] + part + rest[at:], text + part, text[:start] + sign + text[start:]]
        )
    return text


def test_pages_without_anything_in_common_are_summarised() -> None:
    older, newer = (
        "\n".join(f"line {number} of {text}" for number in range(20_000)) for text in ("one", "two")
    )
    summary = summarise(older, newer, "en")
    assert summary.changed == 20_000
    assert summary.first_changed == tuple(f"line {number} of two" for number in range(FEW))
