"""Requests of the load test, from the features' manifests: one mix for JMeter and for wrk.

`python -m bench.load.plan FILE` writes the whole plan of JMeter: hud.jmx with these requests in it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from xml.etree import ElementTree

from app.feature import Feature
from app.features import FEATURES
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

    def ask(self, values: Mapping[str, str], person: Headers) -> Ask:
        """The request that a person sends."""
        query = urlencode([(name, _filled(value, values)) for name, value in self.arguments])
        path = _filled(self.path, values)
        return Ask(f"{path}?{query}" if query else path, (*person, *self.headers))


def samplers(features: Sequence[Feature] = FEATURES) -> list[Sampler]:
    """The requests of the mix, in their order; each name begins with the switch of its feature."""
    return [
        Sampler(f"{feature.switch}: {one.name}", one.path, one.arguments, one.headers)
        for feature in features
        for one in feature.load_samples
    ]


def plan() -> str:
    """The plan for JMeter: hud.jmx with the requests of the mix in the fragment that both profiles share."""
    tree = ElementTree.parse(PLAN)
    for parent in tree.iter("hashTree"):
        for element, below in pairwise(parent):
            if element.tag == "TestFragmentController":
                for sampler in samplers():
                    below.extend(_as_xml(sampler))
    ElementTree.indent(tree)
    return ElementTree.tostring(tree.getroot(), "unicode", xml_declaration=True)


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


def _as_xml(sampler: Sampler) -> tuple[ElementTree.Element, ElementTree.Element]:
    """A request, and what stands below it, as JMeter 5.6 writes them."""
    kind = {"guiclass": "HttpTestSampleGui", "testclass": "HTTPSamplerProxy"}
    element = ElementTree.Element("HTTPSamplerProxy", {**kind, "testname": sampler.name})
    _string(element, "HTTPSampler.path", sampler.path)
    _string(element, "HTTPSampler.method", "GET")
    _bool(element, "HTTPSampler.use_keepalive", True)
    _bool(element, "HTTPSampler.follow_redirects", False)
    of = {"guiclass": "HTTPArgumentsPanel", "testclass": "Arguments", "testname": "Parameters"}
    arguments = ElementTree.SubElement(
        element, "elementProp", {"name": "HTTPsampler.Arguments", "elementType": "Arguments", **of}
    )
    listed = ElementTree.SubElement(arguments, "collectionProp", name="Arguments.arguments")
    for name, value in sampler.arguments:
        one = ElementTree.SubElement(listed, "elementProp", name=name, elementType="HTTPArgument")
        _bool(one, "HTTPArgument.always_encode", True)
        _string(one, "Argument.value", value)
        _string(one, "Argument.metadata", "=")
        _bool(one, "HTTPArgument.use_equals", True)
        _string(one, "Argument.name", name)
    below = ElementTree.Element("hashTree")
    if sampler.headers:
        kind = {"guiclass": "HeaderPanel", "testclass": "HeaderManager", "testname": "Headers of its own"}
        manager = ElementTree.SubElement(below, "HeaderManager", kind)
        listed = ElementTree.SubElement(manager, "collectionProp", name="HeaderManager.headers")
        for name, value in sampler.headers:
            one = ElementTree.SubElement(listed, "elementProp", name=name, elementType="Header")
            _string(one, "Header.name", name)
            _string(one, "Header.value", value)
        ElementTree.SubElement(below, "hashTree")
    return element, below


def _string(parent: ElementTree.Element, name: str, value: str) -> None:
    ElementTree.SubElement(parent, "stringProp", name=name).text = value


def _bool(parent: ElementTree.Element, name: str, value: bool) -> None:
    ElementTree.SubElement(parent, "boolProp", name=name).text = str(value).lower()


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], text)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(plan(), encoding="utf-8")
