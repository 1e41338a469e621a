"""Run the benchmarks: `python -m bench [ONLY]`, or ONLY=name; QUICK=1 for the short form of about a minute.

A benchmark is a module in this folder with `rows(quick) -> list[Row]`. It may also have
`growth(quick) -> list[Growth]`, plots to draw, and `REFERENCE`, published figures to print beside.
The exit code is 1 when a row misses its floor or a benchmark could not run, and 2 for a name there is not;
one whose tools this system lacks is skipped and says so.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import signal
import sys
import traceback
from types import ModuleType

import bench
from bench.nginx import MissingTool
from bench.plot import plot
from bench.report import save, table


def benchmarks() -> list[str]:
    """Names of all the modules here that have rows to measure."""
    return sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if measures(found.name))


def measures(name: str) -> bool:
    """Whether there is a benchmark of that name."""
    if importlib.util.find_spec(f"bench.{name}") is None:
        return False
    return hasattr(importlib.import_module(f"bench.{name}"), "rows")


def run(name: str, module: ModuleType, quick: bool) -> bool:
    """Measure one benchmark and report it; False when it misses a floor."""
    print(f"== {name}{' (quick)' if quick else ''}", flush=True)
    rows = module.rows(quick)
    print(table(rows))
    for line in getattr(module, "REFERENCE", ()):
        print(line)
    print(f"→ {os.path.relpath(save(name, rows, quick))}")
    for growth in module.growth(quick) if hasattr(module, "growth") else ():
        print(f"→ {os.path.relpath(plot(growth))}")
    print(flush=True)
    return not any(row.missed for row in rows)


def main(arguments: list[str]) -> int:
    quick = os.environ.get("QUICK", "") not in ("", "0")
    only = arguments[0] if arguments else os.environ.get("ONLY", "")
    if only and not measures(only):
        print(f"no benchmark named {only}; there are: {', '.join(benchmarks())}", file=sys.stderr)
        return 2
    passed = True
    for name in [only] if only else benchmarks():
        try:
            passed = run(name, importlib.import_module(f"bench.{name}"), quick) and passed
        except MissingTool as missing:
            print(f"{name} skipped: {missing}", file=sys.stderr)
        except Exception:
            # The others are still worth measuring; one that cannot run must not look like a passed one.
            traceback.print_exc()
            print(f"{name} could not run", file=sys.stderr)
            passed = False
    return 0 if passed else 1


if __name__ == "__main__":
    # Asked to end, a benchmark still ends the servers it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    raise SystemExit(main(sys.argv[1:]))
