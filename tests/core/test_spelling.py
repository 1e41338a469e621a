"""Did you mean: common misspellings are put right at once, and what is in the index is never touched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from trie_core import Index, Version, Writer

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "spelling"
COMMON = """accomodate accommodate, acheive achieve, adress address, apparant apparent, begining
beginning, beleive believe, buisness business, calender calendar, catagory category, comittee committee,
concious conscious, definately definitely, dissapear disappear, embarass embarrass, enviroment
environment, existance existence, foriegn foreign, goverment government, gaurd guard, harrass harass,
hieght height, immediatly immediately, independant independent, knowlege knowledge, liason liaison, libary
library, maintainance maintenance, neccessary necessary, noticable noticeable, occured occurred, parralel
parallel, posession possession, prefered preferred, recieve receive, refering referring, rythm rhythm,
seperate separate, sucess success, suprise surprise, teh the, tommorow tomorrow, truely truly, untill
until, wierd weird"""
OTHERS = """access accuse adders appear beginner belief bleed business calendars category cement
conscience define disappeared embark environs exist forge governor guide harness height immediate
impendent known lesson liberty maintain nectar note occur parallels position prefect receiver refer rhyme
serrate succeed surmise ten tea tomb trial unite wired world word"""


def index_of(folder: Path, words: Sequence[str], size: int = 500) -> Index:
    """An index of pages that hold `size` of the words each."""
    with Writer(folder) as writer:
        for page, at in enumerate(range(0, len(words), size)):
            main = " ".join(words[at : at + size])
            version = Version(first_read=page, last_read=page, title="", main=main, rest="")
            writer.put(page, 0, [version], site="example.org")
        writer.commit()
    return Index.open(folder)


def spoken_index(folder: Path, pages: Sequence[tuple[str, str]]) -> Index:
    """An index of pages, each a language and its text."""
    with Writer(folder) as writer:
        for page, (language, main) in enumerate(pages):
            version = Version(
                first_read=page, last_read=page, title="", main=main, rest="", language=language
            )
            writer.put(page, 0, [version], site="example.org")
        writer.commit()
    return Index.open(folder)


def repaired(index: Index, pairs: dict[str, str]) -> float:
    """The share of misspellings that are put right at once."""
    return sum(index.did_you_mean(wrong) == right for wrong, right in pairs.items()) / len(pairs)


def test_common_misspellings_are_put_right(tmp_path: Path) -> None:
    pairs = dict(pair.split() for pair in COMMON.split(","))
    words = sorted({*pairs.values(), *OTHERS.split()})
    index = index_of(tmp_path, words)
    assert repaired(index, pairs) >= 0.95
    assert [word for word in words if index.did_you_mean(word)] == []


def test_a_word_that_is_there_is_never_put_right_however_rare(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["word"] * 300 + ["wrod", "naïve"], size=1)
    assert index.did_you_mean("wrod naive") is None
    assert index.did_you_mean("wrodd") == "wrod"
    assert index.did_you_mean("-coal Wordd OR site:a.org") == "-coal word OR site:a.org"


def test_only_one_edit_of_a_word_of_four_letters_is_sure(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["stone", "look", "sea", "about", "the"])
    assert index.meant("sotne") == ("stone", True)
    assert index.meant("stnoee") == ("stone", False)
    assert index.meant("flood") == ("look", False)
    assert index.meant("se") is None
    assert index.meant("sae") == ("sea", False)
    assert index.meant("aboutthe sotne") == ("about the stone", True)
    assert index.meant("stone") is None


def test_nothing_but_plain_words_is_put_right(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["long", "word", "http", "site:a.b", "dike"])
    for query in (
        "lang:",
        "after:2026-W12",
        "wrod:smith",
        'title:wordd "wordd dike" dike',
        "http:// https://wordd.org/dikes",
        "wordd@dikes.org",
        "{wordd}",
        "“wordd” «dikes» „dijk”",
        "sitea.b",
        "debian ORD AND",
    ):
        meant = index.did_you_mean(query)
        assert meant is None or meant == "debian ORD AND".replace("ORD", "word"), query
    assert index.did_you_mean("(wordd OR -wordd) title:wordd dikes.") == "(word OR -wordd) title:wordd dike."


def test_of_slips_that_are_alike_the_frequent_word_is_meant(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["stone"] + ["stove"] * 40, size=1)
    assert index.did_you_mean("stole") == "stove"


def test_of_slips_that_are_alike_a_word_in_the_language_asked_for_is_meant(tmp_path: Path) -> None:
    index = spoken_index(tmp_path, [("en", "stone wall")] * 40 + [("nl-BE", "stove muur"), ("", "stome")])
    assert index.did_you_mean("stole") == "stone"
    assert index.did_you_mean("stole lang:nl") == "stove lang:nl"
    assert index.did_you_mean("stole", language="nl") == "stove"
    # In the language of the other words, as long as that is known and nothing else speaks against it.
    assert index.did_you_mean("stole muur") == "stove muur"
    assert index.did_you_mean("stole wall") == "stone wall"
    assert index.did_you_mean("stomee muur") == "stome muur"


def test_what_stands_in_other_languages_only_is_not_meant_for_pages_in_one(tmp_path: Path) -> None:
    index = spoken_index(tmp_path, [("en", "stone about the"), ("nl", "muur")])
    assert index.did_you_mean("stome lang:nl") is None
    assert index.did_you_mean("aboutthe lang:nl") is None
    assert index.did_you_mean("aboutthe lang:en") == "about the lang:en"
    assert index.did_you_mean("-lang:nl stome") == "-lang:nl stone"
    assert index.did_you_mean("stome (lang:nl OR lang:en)") == "stone (lang:nl OR lang:en)"
    assert index.did_you_mean("stone lang:nl") is None


def test_digits_are_not_put_right(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["2025", "h264"])
    assert index.did_you_mean("2026") is None
    assert index.did_you_mean("hh264") == "h264"


def test_a_number_is_not_cut_in_two_nor_written_another_way(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["9", "100", "metres", "9.100", "10", "00"])
    for number in ("9100", "1000", "9,100", "9100.9"):
        assert index.did_you_mean(number) is None, number
    assert index.did_you_mean("100metres") == "100 metres"


def test_norwegian_is_asked_for_in_both_its_forms(tmp_path: Path) -> None:
    index = spoken_index(tmp_path, [("nb", "flom"), ("nn", "flom"), ("no", "flom"), ("da", "flom")])
    names = "no", "norsk", "nb", "nynorsk", "da"
    totals = {name: index.search(f"flom lang:{name}").total for name in names}
    assert totals == {"no": 3, "norsk": 3, "nb": 1, "nynorsk": 1, "da": 1}
    assert index.search("flom", language="no").total == 3


def test_words_written_as_one_are_parted(tmp_path: Path) -> None:
    assert index_of(tmp_path, ["about", "the"]).did_you_mean("aboutthe") == "about the"


def test_similar_words_and_beginnings_are_left_alone(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["word"])
    assert index.did_you_mean("wrd~ wrd~2 wrd*") is None


Pairs = Iterator[tuple[str, str]]


def codespell() -> Pairs:
    for line in (SHARED / "codespell-dictionary.txt").read_text().splitlines():
        wrong, _, right = line.partition("->")
        yield wrong, right


def lintian() -> Pairs:
    for line in (SHARED / "lintian-corrections.txt").read_text().splitlines():
        wrong, both, right = line.partition("||")
        if both and not line.startswith("#"):
            yield wrong, right


def wikipedia() -> Pairs:
    yield from json.loads((SHARED / "npm-misspellings-wikipedia-lc.json").read_text()).items()


def norvig() -> Pairs:
    text = (SHARED / "norvig-spell-testset1.txt").read_text()
    for right, wrongs in re.findall(r"'([^']+)'\s*:\s*'([^']*)'", text):
        for wrong in wrongs.split():
            yield wrong, right


@pytest.mark.skipif(not SHARED.exists(), reason="the lists of misspellings are not beside the project")
@pytest.mark.parametrize("source", [wikipedia, codespell, lintian, norvig])
def test_of_the_lists_of_misspellings_most_are_put_right(tmp_path: Path, source: Callable[[], Pairs]) -> None:
    plain = re.compile("[a-z]+")
    pairs = {wrong: right for wrong, right in source() if plain.fullmatch(wrong) and plain.fullmatch(right)}
    # Distractors are the right words of all the lists.
    words = {right for each in (wikipedia, codespell, lintian, norvig) for _, right in each()}
    words = {word for word in words if plain.fullmatch(word)}
    index = index_of(tmp_path, sorted(words))
    chosen = sorted(pairs)[:: max(len(pairs) // 1500, 1)]
    asked = {wrong: pairs[wrong] for wrong in chosen if wrong not in words}
    assert repaired(index, asked) >= 0.85
    assert [word for word in sorted(words)[::20] if index.did_you_mean(word)] == []
