"""Response times and throughput over the run, a picture for each app.

A mean hides a minute in which nothing was answered; a line over time does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from bench.load.jmeter import Sample
from bench.load.steady import percentile
from bench.report import RESULTS


def per_second(samples: Sequence[Sample]) -> dict[int, list[float]]:
    """How long the answers of each second took, in ms; seconds without one are there too."""
    found: dict[int, list[float]] = defaultdict(list)
    for one in samples:
        found[int(one.at + one.took / 1_000)].append(one.took)
    return {second: found.get(second, []) for second in range(max(found, default=-1) + 1)}


def draw(samples: Sequence[Sample], folder: Path = RESULTS) -> Iterator[Path]:
    """Draw load-APP.svg for each app that was asked; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    apps: dict[str, list[Sample]] = defaultdict(list)
    for one in samples:
        apps[one.name.partition(":")[0]].append(one)
    for app, own in sorted(apps.items()):
        yield _draw(app, own, folder / f"load-{app}.svg")


def _draw(app: str, samples: Sequence[Sample], path: Path) -> Path:
    matplotlib.rcParams["svg.hashsalt"] = app
    seconds = per_second(samples)
    figure = Figure(figsize=(7, 5))
    above, below = figure.subplots(2, 1, sharex=True)
    above.plot(list(seconds), [len(took) for took in seconds.values()])
    above.set(title=f"{app}: the judged profile", ylabel="answers/s", ylim=(0, None))
    for share in (0.5, 0.95, 0.99):
        times = [percentile(took, share) if took else float("nan") for took in seconds.values()]
        below.plot(list(seconds), times, label=f"p{share * 100:.0f}")
    below.set(xlabel="seconds since the first user", ylabel="ms", ylim=(0, None))
    below.legend(fontsize=8)
    for axes in (above, below):
        axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    return path
