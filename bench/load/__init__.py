"""The load test: a real installation, real servers, and what is sent at them.

`rows` is the benchmark; the rest is kept in small modules, because `bench.http` measures with them too.
"""

from __future__ import annotations

from bench.measure import Row


def rows(quick: bool) -> list[Row]:
    """The load test's rows; `bench.load.run` says what they are."""
    from bench.load.run import rows as run  # noqa: PLC0415  # its modules are parts of this package

    return run(quick)
