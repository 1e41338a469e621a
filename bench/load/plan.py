"""Requests of the load test, read from hud.jmx itself: one mix for JMeter and for wrk.

Two lists would drift apart; so would a plan and the features there are, which a test compares by
`Sampler.feature`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from xml.etree import ElementTree

from bench.load.visitors import Headers
from bench.load.wrk import Ask

FOLDER = Path(__file__).resolve().parent
PLAN = FOLDER / "hud.jmx"
TURNS = 4
"""How often each user goes through the mix before it repeats itself, as in the published profile."""


class Sampler(NamedTuple):
    """One request of the mix; `${…}` in its path and arguments stands for a column of queries.csv."""

    name: str
    path: str
    arguments: tuple[tuple[str, str], ...]
    headers: Headers

    @property
    def feature(self) -> str:
        """The switch of the feature that answers."""
        return self.name.partition(":")[0]

    def ask(self, values: Mapping[str, str], person: Headers) -> Ask:
        """The request that a person sends."""
        query = urlencode([(name, _filled(value, values)) for name, value in self.arguments])
        path = _filled(self.path, values)
        return Ask(f"{path}?{query}" if query else path, (*person, *self.headers))


def samplers(plan: Path = PLAN) -> list[Sampler]:
    """The requests of the mix, in their order."""
    for tree in ElementTree.parse(plan).iter("hashTree"):
        children = list(tree)
        for element, below in pairwise(children):
            if element.tag == "TestFragmentController":
                return [
                    _sampler(one, after) for one, after in pairwise(below) if one.tag == "HTTPSamplerProxy"
                ]
    raise ValueError(f"{plan} has no fragment that both profiles share")


def mix(people: Sequence[Headers], turns: int = TURNS) -> list[Ask]:
    """What these people ask for: each goes through the whole mix, `turns` times."""
    found, rows = samplers(), queries()
    return [
        sampler.ask(rows[(turn * len(people) + number) % len(rows)], person)
        for turn in range(turns)
        for number, person in enumerate(people)
        for sampler in found
    ]


def everything(visitors: Sequence[Headers]) -> list[Ask]:
    """Each request of the mix with each row of queries.csv, for one person of each language and time zone."""
    found = samplers()
    kinds = {(row["language"], row["zone"]): visitor for row, visitor in zip(people(), visitors, strict=True)}
    asks = [sampler.ask(row, visitor) for row in queries() for visitor in kinds.values() for sampler in found]
    return list(dict.fromkeys(asks))


def people() -> list[dict[str, str]]:
    """The users of the test: number, name, password, address, language, zone."""
    return _rows("people.csv")


def queries() -> list[dict[str, str]]:
    """What they ask for: query, typed (the same while it is being typed), page."""
    return _rows("queries.csv")


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def _sampler(element: ElementTree.Element, below: ElementTree.Element) -> Sampler:
    arguments = tuple(
        (_text(one, "Argument.name"), _text(one, "Argument.value"))
        for one in element.iter("elementProp")
        if one.get("elementType") == "HTTPArgument"
    )
    headers = tuple(
        (_text(one, "Header.name"), _text(one, "Header.value"))
        for one in below.iter("elementProp")
        if one.get("elementType") == "Header"
    )
    return Sampler(element.get("testname", ""), _text(element, "HTTPSampler.path"), arguments, headers)


def _text(element: ElementTree.Element, name: str) -> str:
    found = element.find(f"stringProp[@name='{name}']")
    return (found.text or "") if found is not None else ""


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], text)
