"""The plan asks every feature there is, people and queries fit it, and HUD answers all of it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts.names import clean_name
from app.accounts.rules import check_password
from app.feature import ADMIN, HIDDEN
from app.features import FEATURES
from app.i18n import LANGUAGES
from app.search.engine import ENGINES
from app.settings import Settings
from bench.load.installation import build
from bench.load.jmeter import SIGN_IN
from bench.load.plan import PLAN, Sampler, mix, people, plan, queries, samplers
from bench.load.visitors import NOBODY, signed_in
from tests.web.site import running


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small one, made as the large one is."""
    folder = tmp_path_factory.mktemp("load")
    found = []
    for number in range(3):
        page = folder / f"{number}.html"
        page.write_text(
            f"<title>Page {number}</title><main><p>Quixotic lanterns, number {number}.</p></main>"
        )
        found.append((f"https://docs.example/{number}.html", page))
    empty = folder / "empty.html"
    empty.write_text("<title></title>")
    settings = Settings(data_dir=folder / "var")
    build(settings, [("https://docs.example/empty.html", empty), *found], wanted=3)
    return settings


def test_every_feature_is_asked() -> None:
    asked = {sampler.name.partition(": ")[0] for sampler in samplers()}
    # What no menu leads to may be asked for by the pages of others alone; administrators are few.
    assert {feature.switch for feature in FEATURES if feature.menu not in (HIDDEN, ADMIN)} <= asked


def test_the_plan_of_jmeter_holds_the_requests_of_the_manifests() -> None:
    written = ElementTree.fromstring(plan())
    (mixed,) = [
        below
        for parent in written.iter("hashTree")
        for element, below in pairwise(parent)
        if element.tag == "TestFragmentController"
    ]
    found = [
        Sampler(
            one.get("testname", ""),
            _text(one, "HTTPSampler.path"),
            tuple(
                (_text(argument, "Argument.name"), _text(argument, "Argument.value"))
                for argument in one.iter("elementProp")
                if argument.get("elementType") == "HTTPArgument"
            ),
            tuple(
                (_text(header, "Header.name"), _text(header, "Header.value"))
                for header in below.iter("elementProp")
                if header.get("elementType") == "Header"
            ),
        )
        for one, below in pairwise(mixed)
        if one.tag == "HTTPSamplerProxy"
    ]
    assert found == samplers()
    assert any(sampler.headers for sampler in found)


def _text(element: ElementTree.Element, name: str) -> str:
    found = element.find(f"stringProp[@name='{name}']")
    assert found is not None, name
    return found.text or ""


def test_names_are_told_apart_and_signing_in_is_no_part_of_the_mix() -> None:
    names = [sampler.name for sampler in samplers()]
    assert len(set(names)) == len(names)
    assert SIGN_IN not in names
    assert SIGN_IN in PLAN.read_text()


def test_both_profiles_go_through_the_same_mix() -> None:
    tree = ElementTree.parse(PLAN)
    groups = [group.get("testname") for group in tree.iter("ThreadGroup")]
    assert groups == ["Published in 2018", "Judged"]
    assert len(list(tree.iter("ModuleController"))) == len(groups)
    (fragment,) = tree.iter("TestFragmentController")
    for module in tree.iter("ModuleController"):
        path = [part.text for part in module.iter("stringProp")]
        assert path[1:] == ["HUD", fragment.get("testname")]


def test_the_published_profile_is_that_of_2018() -> None:
    text = PLAN.read_text()
    assert "${__P(ramp,10)}" in text
    assert "${__P(loops,4)}" in text
    assert len(people()) == 100


def test_every_variable_is_a_column() -> None:
    columns = set(queries()[0])
    for sampler in samplers():
        for text in (sampler.path, *(value for _, value in sampler.arguments)):
            assert set(re.findall(r"\$\{(\w+)\}", text)) <= columns
    told = re.findall(r'name="variableNames">([\w,]+)<', PLAN.read_text())
    assert set(told) == {",".join(people()[0]), ",".join(queries()[0])}


def test_people_can_have_accounts_and_addresses_of_their_own() -> None:
    for column in ("number", "name", "address"):
        assert len({row[column] for row in people()}) == len(people())
    assert [int(row["number"]) for row in people()] == list(range(1, len(people()) + 1))
    assert {row["language"] for row in people()} == set(LANGUAGES)
    for row in people():
        assert clean_name(row["name"]) == row["name"]
        check_password(row["password"], row["name"])


def test_queries_can_be_asked() -> None:
    assert len({row["query"] for row in queries()}) == len(queries())
    for row in queries():
        assert len(ENGINES["trie"].parse(row["query"]).words) == 2
        ENGINES["trie"].parse(row["typed"], typing=True)
        assert row["query"].startswith(row["typed"])


def test_each_user_asks_for_something_else_each_time() -> None:
    some = [(("Cookie", f"hud={number}"),) for number in range(3)]
    asks = mix(some, turns=2)
    assert len(asks) == 3 * 2 * len(samplers())
    paths = [ask.path for ask in asks if ask.path.startswith("/search?q=") and len(ask.headers) == 1]
    assert len(set(paths)) == 6


def test_an_installation_is_built_and_answers_the_whole_mix(installation: Settings) -> None:
    (person,) = signed_in(installation.data_dir, people()[:1])
    row = {**queries()[0], "query": "quixotic lanterns", "typed": "quixotic lan", "page": "6"}
    with running(installation) as client:
        for sampler in samplers():
            ask = sampler.ask(row, person)
            assert _status(client, ask.path, dict(ask.headers)) == 200, sampler.name
        found = client.get("/api/search?q=quixotic lanterns", headers=dict(person)).json()
        assert found["total"] == 3
        preferences = sampler_path("accounts: preferences")
        assert people()[0]["zone"] in client.get(preferences, headers=dict(person)).text
        assert _status(client, preferences, dict(NOBODY)) != 200


def test_too_few_pages_with_text_are_an_error(tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.write_text("<title></title>")
    with pytest.raises(ValueError, match="1 pages wanted, but only 0 of 1 have text"):
        build(Settings(data_dir=tmp_path / "var"), [("https://docs.example/", page)], wanted=1)


def sampler_path(name: str) -> str:
    return next(sampler.path for sampler in samplers() if sampler.name == name)


def _status(client: TestClient[Litestar], path: str, headers: dict[str, str]) -> int:
    return client.get(path, headers=headers, follow_redirects=False).status_code
