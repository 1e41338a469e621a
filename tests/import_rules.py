"""Kinds of contracts for `lint-imports` that take the features from their manifests.

So a new feature needs no line in pyproject.toml: it stands in the layer of features, and may import another
only when its manifest says that it needs it.
"""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck
from importlinter.application import output
from importlinter.contracts.layers import LayersContract

from app.feature import Feature
from app.features import FEATURES

PLACE = "<features>"


class Layers(LayersContract):
    """The layers contract, in which `<features>` stands for the packages of all features."""

    def __init__(self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]) -> None:
        names = " : ".join(feature.switch for feature in FEATURES)
        layers = [layer.replace(PLACE, names) for layer in contract_options["layers"]]
        super().__init__(name, session_options, {**contract_options, "layers": layers})


class Features(Contract):
    """A feature imports another only if it needs it, or needs what needs it."""

    type_name = "features"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # its signature
        """Look at every import from one feature's package into another's."""
        found = [f"{one} -> {other}" for one, other in strangers(graph, FEATURES)]
        return ContractCheck(kept=not found, metadata={"imports": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name the imports, and how to make them right."""
        for line in check.metadata["imports"]:
            output.print_error(line)
        output.print_error("A feature that imports another has to name it in the `needs` of its manifest.")


def strangers(graph: ImportGraph, features: tuple[Feature, ...]) -> list[tuple[str, str]]:
    """The imports, as importer and imported, of a feature by one that does not need it."""
    known = {f"app.{feature.switch}": needed(feature, features) for feature in features}
    found = []
    for package, needs in known.items():
        for module in sorted({package, *graph.find_descendants(package)}):
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                other = ".".join(imported.split(".")[:2])
                if other in known and other != package and other.removeprefix("app.") not in needs:
                    found.append((module, imported))
    return found


def needed(feature: Feature, features: tuple[Feature, ...]) -> set[str]:
    """The switches of all that a feature needs, directly or not."""
    by_switch = {one.switch: one for one in features}
    found: set[str] = set()
    waiting = list(feature.needs)
    while waiting:
        switch = waiting.pop()
        if switch not in found:
            found.add(switch)
            waiting += by_switch[switch].needs
    return found
