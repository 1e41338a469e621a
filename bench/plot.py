"""Plots of growth, for what a single figure cannot show: whether twice as much takes twice as long.

SVG, because it is text: a changed plot can be read in a diff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from bench.report import RESULTS


@dataclass(frozen=True)
class Growth:
    """One plot: how each series grows with x, both axes logarithmic; saved as results/`name`.svg."""

    name: str
    title: str
    x_label: str
    y_label: str
    x: Sequence[float]
    series: Mapping[str, Sequence[float]]


def plot(growth: Growth, folder: Path = RESULTS) -> Path:
    """Draw results/`name`.svg; the same numbers give the same file."""
    matplotlib.rcParams["svg.hashsalt"] = growth.name
    folder.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(7, 4.5))
    axes = figure.subplots()
    for label, values in growth.series.items():
        axes.plot(growth.x[: len(values)], values, marker="o", markersize=3, label=label)
    axes.set(xscale="log", yscale="log", title=growth.title, xlabel=growth.x_label, ylabel=growth.y_label)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    path = folder / f"{growth.name}.svg"
    figure.savefig(path, metadata={"Date": None})
    return path
