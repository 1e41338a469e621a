"""The diff and since of a page as they are asked for: what is shown, to whom, and in which form."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.db import Database
from app.settings import Settings
from tests.changes.saying import page_that_said
from tests.web.site import running, signed_in

Client = TestClient[Litestar]

OPEN = (
    "The harbour is open. Boats pay £2.40 a metre. Cash is welcome. Dogs too. Mind the tide. Ring the bell."
)
FIRST = f"{OPEN} Masts may stay up. The end of it all."
SECOND = f"{OPEN} The end of it all."
THIRD = (
    "Ring the bell. The harbour is open. Boats pay £2.65 a metre. Dogs too. Mind the tide."
    " Masts may stay up. The end of it all. Pay by card."
)
KEPT = "Far away from any change it says this."
LONG = " ".join(f"{KEPT[:-1]} {number}." for number in range(12))


@pytest.fixture
def nobody(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        yield client


@pytest.fixture
def reader(nobody: Client) -> Client:
    signed_in(nobody, "reader")
    return nobody


@pytest.fixture
def page_id(database: Database) -> int:
    """A sentence goes and comes back; others move, change, come and go; at last only the menu changes."""
    mains = [f"{LONG} {text}" for text in (FIRST, SECOND, THIRD, THIRD)]
    return page_that_said(
        database,
        mains,
        titles=("Dues 2026", "Dues 2026", "Dues 2027"),
        rests=("Menu.", "Menu.", "Menu.", "News."),
    )


def test_newest_change_is_shown_with_its_signs(reader: Client, page_id: int) -> None:
    text = reader.get(f"/pages/{page_id}/diff").text
    for part in ("<del>2026</del><ins>2027</ins>", "<ins>Pay by card.</ins>", "<del>Cash is welcome.</del>"):
        assert part in text
    assert "Dues <del>2026</del><ins>2027</ins>" in text
    assert "<del>2.40</del> <ins>2.65</ins> a metre." in text
    assert "Came back: was on the page from" in text
    assert "Moved up" in text
    assert "1 added, 1 removed, 2 changed, 1 moved, 1 came back" in text


def test_unchanged_parts_are_folded_and_there(reader: Client, page_id: int) -> None:
    text = reader.get(f"/pages/{page_id}/diff").text
    assert "unchanged sentences</summary>" in text
    assert f"{KEPT[:-1]} 3." in text


@pytest.mark.parametrize("view", ["inline", "sides"])
def test_visitors_see_two_sentences_around_a_change_and_no_more(
    nobody: Client, page_id: int, view: str
) -> None:
    text = nobody.get(f"/pages/{page_id}/diff?view={view}").text
    assert "Pay by card." in text
    assert f"{KEPT[:-1]} 10." in text
    assert f"{KEPT[:-1]} 9." not in text
    for form in ("text", "diff", "html"):
        assert f"{KEPT[:-1]} 9." not in nobody.get(f"/pages/{page_id}/diff?as={form}").text


def test_against_nothing_visitors_are_shown_nothing(nobody: Client, database: Database) -> None:
    page_id = page_that_said(database, [FIRST, None, SECOND])
    for query in ("?to=1", "?to=2", "?from=2&to=3", "?from=1&to=2"):
        for path in (f"/pages/{page_id}/diff{query}", f"/api/pages/{page_id}/diff{query}"):
            answer = nobody.get(path)
            assert answer.status_code == 200
            assert "harbour" not in answer.text
    signed_in(nobody, "reader")
    assert "harbour" in nobody.get(f"/pages/{page_id}/diff?from=1&to=2").text


@pytest.mark.parametrize(
    ("copies", "visitor", "member"), [("members", 401, 200), ("read", 200, 200), ("off", 403, 403)]
)
def test_copies_decide_who_reads_since(
    database: Database, settings: Settings, copies: str, visitor: int, member: int
) -> None:
    page_id = page_that_said(database, [FIRST, SECOND])
    with running(settings, copies=copies) as client:
        paths = f"/pages/{page_id}/since", f"/api/pages/{page_id}/since"
        assert [client.get(path).status_code for path in paths] == [visitor] * 2
        signed_in(client, "admin")
        assert [client.get(path).status_code for path in paths] == [member] * 2


def test_noarchive_keeps_copies_from_visitors(database: Database, settings: Settings) -> None:
    page_id = page_that_said(database, [f"{LONG} {FIRST}", f"{LONG} {SECOND}"], noarchive=True)
    with running(msgspec.structs.replace(settings, copies="read")) as client:
        assert client.get(f"/pages/{page_id}/since").status_code == 401
        assert f"{KEPT[:-1]} 3." not in client.get(f"/pages/{page_id}/diff").text
        signed_in(client, "reader")
        assert client.get(f"/pages/{page_id}/since").status_code == 200


def test_any_two_versions_are_named_by_number_or_day(reader: Client, page_id: int) -> None:
    answer = reader.get(f"/api/pages/{page_id}/diff?from=1&to=2").json()
    assert (answer["from"], answer["to"], answer["removed"]) == (1, 2, 1)
    assert answer["changes"][0]["before"] == "Masts may stay up."
    days = reader.get(f"/api/pages/{page_id}/diff?from=2024-10-04&to=2024-10-06").json()
    assert (days["from"], days["to"]) == (1, 3)
    assert reader.get(f"/pages/{page_id}/diff?from=2").status_code == 200
    backwards = reader.get(f"/api/pages/{page_id}/diff?from=2&to=1").json()
    assert (backwards["added"], backwards["back"]) == (1, 0)


@pytest.mark.parametrize(
    ("query", "status"),
    [("?from=99", 404), ("?to=2001-01-01", 404), ("?to=soon", 400), ("?view=other", 400), ("?from=-1", 400)],
)
def test_what_names_no_version_is_told(reader: Client, page_id: int, query: str, status: int) -> None:
    assert reader.get(f"/pages/{page_id}/diff{query}").status_code == status


def test_changes_lead_to_those_before_and_after(reader: Client, page_id: int) -> None:
    text = reader.get(f"/pages/{page_id}/diff?to=2").text
    assert "This is the first change" in text
    assert f'rel="next" href="/pages/{page_id}/diff?to=3"' in text
    assert f'rel="prev" href="/pages/{page_id}/diff?to=2"' in reader.get(f"/pages/{page_id}/diff").text


def test_minor_versions_are_reached(reader: Client, page_id: int) -> None:
    assert "News" not in reader.get(f"/pages/{page_id}/diff").text
    text = reader.get(f"/pages/{page_id}/diff?minor=1").text
    assert "Outside the main text" in text
    assert "News" in text


def test_what_is_ignored_is_no_change(reader: Client, database: Database) -> None:
    page_id = page_that_said(
        database, ["Open on 3 May 2026. ALL welcome.", "Open on 17 June 2026. All welcome."]
    )
    assert "Nothing changed between" in reader.get(f"/pages/{page_id}/diff?numbers=1&case=1").text
    assert "1 changed, 1 unchanged" in " ".join(reader.get(f"/pages/{page_id}/diff?case=1").text.split())


def test_words_of_a_query_are_marked(reader: Client, page_id: int) -> None:
    text = reader.get(f"/pages/{page_id}/diff?q=dog*+cash").text
    assert "<mark>Dogs</mark> too." in text
    assert "<del><mark>Cash</mark> is welcome.</del>" in text


def test_only_what_changed_leaves_out_the_rest(reader: Client, page_id: int) -> None:
    text = reader.get(f"/pages/{page_id}/diff?only=1").text
    assert "Mind the tide." not in text
    assert "Pay by card." in text


def test_what_a_page_says_is_never_markup(reader: Client, database: Database) -> None:
    evil = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)>."
    page_id = page_that_said(database, ["Good.", f"{evil} Good."], titles=("Good", evil))
    for query in ("", "?view=sides", "?as=html", "?q=alert"):
        text = reader.get(f"/pages/{page_id}/diff{query}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "<img" not in reader.get(f"/pages/{page_id}/since?s=1").text


def test_unified_diff_is_taken_by_patch(reader: Client, page_id: int, tmp_path: Path) -> None:
    for number, sentences in enumerate((("Dues 2026", FIRST), ("Dues 2027", THIRD)), 1):
        lines = [sentences[0], *(f"{part}." for part in f"{LONG} {sentences[1]}"[:-1].split(". ")), "Menu."]
        (tmp_path / f"{number}").write_text("".join(f"{line}\n" for line in lines))
    answer = reader.get(f"/pages/{page_id}/diff?from=1&to=3&as=diff")
    assert answer.headers["content-disposition"].startswith("attachment;")
    (tmp_path / "change.diff").write_text(answer.text)
    done = subprocess.run(
        ["git", "apply", "--unsafe-paths", "-p0", "--directory=.", "change.diff"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    assert done.returncode != 0  # the names in it are of versions, and no file is called so
    (tmp_path / "1").rename(tmp_path / "version-1")
    renamed = answer.text.replace("+++ version-3", "+++ version-1")
    (tmp_path / "change.diff").write_text(renamed)
    subprocess.run(["git", "apply", "-p0", "change.diff"], cwd=tmp_path, check=True)
    assert (tmp_path / "version-1").read_text() == (tmp_path / "2").read_text()


def test_downloads_say_what_they_are(reader: Client, page_id: int) -> None:
    text = reader.get(f"/pages/{page_id}/diff?as=text")
    assert "~ Dues [-2026-] {+2027+}" in text.text.replace("[-2026-]{+2027+}", "[-2026-] {+2027+}")
    assert "+ Pay by card." in text.text
    assert text.headers["content-type"].startswith("text/plain")
    page = reader.get(f"/pages/{page_id}/diff?as=html")
    assert page.headers["content-disposition"].endswith('.html"')
    assert "<ins>Pay by card.</ins>" in page.text


def test_since_tells_first_since_and_return(reader: Client, page_id: int) -> None:
    told = {one["sentence"]: one for one in reader.get(f"/api/pages/{page_id}/since").json()}
    masts, card, harbour = told["Masts may stay up."], told["Pay by card."], told["The harbour is open."]
    assert (masts["back"], card["back"], harbour["back"]) == (True, False, False)
    assert masts["first_ever"] == harbour["since"] == harbour["first_ever"]
    assert masts["since"] == card["since"] > masts["last_seen"] >= masts["first_ever"]
    assert (card["version"], harbour["version"]) == (3, 1)


def test_a_sentence_pointed_at_tells_what_stood_there_before(reader: Client, page_id: int) -> None:
    listed = [one["sentence"] for one in reader.get(f"/api/pages/{page_id}/since").json()]
    fee = listed.index("Boats pay £2.65 a metre.") + 1
    text = reader.get(f"/pages/{page_id}/since?s={fee}").text
    assert "It was changed:" in text
    assert "<del>2.40</del>" in text
    assert f"/pages/{page_id}/diff?to=3" in text
    assert "Nothing stood here before." in reader.get(f"/pages/{page_id}/since?s={len(listed)}").text
    assert "since the first check" in reader.get(f"/pages/{page_id}/since?s=1").text
    assert reader.get(f"/pages/{page_id}/since?s={len(listed) + 1}").status_code == 404


def test_pages_own_screen_leads_to_its_changes(reader: Client, page_id: int) -> None:
    assert f"/pages/{page_id}/diff?from=2&amp;to=3" in reader.get(f"/pages/{page_id}").text


def test_large_and_strange_texts_are_compared(reader: Client, database: Database) -> None:
    """A megabyte in one line, from right to left, without blanks, ten thousand equal sentences."""
    pairs = [
        ("word " * 200_000, "word " * 199_999 + "other"),
        ("שלום עולם. " * 2_000, "שלום עולם. " * 2_000 + "סוף הדבר."),
        ("水位" * 20_000, "水位" * 10_000 + "洪" + "水位" * 10_000),
        ("Same.\n" * 10_000, "Same.\n" * 10_001),
    ]
    for older, newer in pairs:
        page_id = page_that_said(database, [older, newer])
        answer = reader.get(f"/api/pages/{page_id}/diff").json()
        assert answer["added"] + answer["changed"] + answer["removed"] >= 1
        assert answer["complete"]
        assert reader.get(f"/pages/{page_id}/diff").status_code == 200


def board(number: int, news: str = "") -> str:
    said = (
        "The harbour is open.",
        news,
        f"So far {number} people came.",
        "Boats pay here.",
        "Mind the steps.",
    )
    return "\n".join(said)


@pytest.fixture
def flapping(database: Database) -> int:
    """A page with a counter, and at last some news."""
    return page_that_said(database, [*map(board, range(6)), board(6, "The bridge is closed.")])


def test_what_flaps_is_greyed_and_counted_apart(nobody: Client, flapping: int) -> None:
    signed_in(nobody, "editor")
    text = nobody.get(f"/pages/{flapping}/diff").text
    assert "1 added, 1 flapping, 3 unchanged" in " ".join(text.split())
    assert 'class="mod flap"' in text
    assert 'class="mod flap"' in nobody.get(f"/pages/{flapping}/diff?view=sides").text
    found = nobody.get(f"/api/pages/{flapping}/diff").json()
    assert (found["added"], found["flapping"], found["complete"]) == (1, 1, True)
    assert [change["flapping"] for change in found["changes"]] == [False, True]


def test_editors_hide_what_flaps_and_show_it_again(nobody: Client, flapping: int) -> None:
    signed_in(nobody, "editor")
    nobody.headers["Sec-Fetch-Site"] = "same-origin"
    page = f"/pages/{flapping}"
    assert "So far 6 people came." in nobody.get(page).text
    assert nobody.post(f"{page}/quiet", data={"out": "1"}).status_code == 200
    text = nobody.get(f"{page}/diff").text
    assert "1 change of a flapping passage is hidden." in text
    assert "<del>5</del>" not in text
    assert "<del>5</del>" in nobody.get(f"{page}/diff?flaps=1").text
    # What is downloaded to be applied is whole.
    assert "-So far 5 people came." in nobody.get(f"{page}/diff?as=diff").text
    assert nobody.get(f"/api{page}").json()["quiet"] is True
    nobody.post(f"{page}/quiet", data={"site": "1"})
    assert "<del>5</del>" in nobody.get(f"{page}/diff").text


def test_only_editors_hide_what_flaps_or_choose_parts(reader: Client, flapping: int) -> None:
    reader.headers["Sec-Fetch-Site"] = "same-origin"
    for path in ("quiet", "parts"):
        assert reader.post(f"/pages/{flapping}/{path}", data={"out": "1"}).status_code == 403
    assert reader.get(f"/pages/{flapping}/parts").status_code == 403
    assert "Hide them" not in reader.get(f"/pages/{flapping}").text


def test_words_of_a_sentence_carry_their_own_dates(reader: Client, database: Database) -> None:
    page_id = page_that_said(database, ["Boats pay two pounds a metre.", "Boats pay three pounds a metre."])
    text = reader.get(f"/pages/{page_id}/since?s=1").text
    assert 'class="dated' in text
    assert ">three <small>" in text
    (sentence,) = reader.get(f"/api/pages/{page_id}/since?words=1").json()
    assert [word["version"] for word in sentence["words"]] == [1, 1, 2, 1, 1, 1]
    assert reader.get(f"/api/pages/{page_id}/since").json()[0]["words"] == []
    assert reader.get(f"/api/pages/{page_id}/since?words=2").status_code == 404
