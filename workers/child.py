"""The entry of every process that `hud serve` starts: `python -m workers.child ROLE PARENT PIPE [N]`.

Each is a fresh interpreter rather than a fork: it imports only what its role needs, and inherits no
thread, lock or connection in the middle of something.
"""

from __future__ import annotations

import sys
from importlib import import_module

from app import masks
from app.failing import line
from app.features import wanted_jobs
from app.settings import Settings, SettingsError, load
from workers.parent_watch import end_with_parent
from workers.stop import stop_event


def main(role: str, parent: str, pipe: str, workers: str = "1") -> int:
    """Run one role until a signal, or the parent's end. Returns the exit code."""
    end_with_parent(int(parent), int(pipe))
    masks.guard()
    try:
        settings = load()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    try:
        if role != "web":  # it sets up its own
            import_module("workers.logs").set_up(settings.log)
        return _run(role, settings, int(workers))
    except Exception as error:
        found = line(error, settings.data_dir)
        if found is None:
            raise
        sys.stderr.write(f"{masks.mask(found)}\n")
        return 1


def _run(role: str, settings: Settings, workers: int) -> int:
    if role == "prepare":
        code: int = import_module("workers.prepare").prepare(settings)
        return code
    if role == "web":
        import_module("workers.web").serve(settings, workers)
    elif role == "follower":
        import_module("workers.follower").follow(settings, stop_event())
    elif role == "worker":
        actors = import_module("app.jobs").actors(settings)
        threads = settings.crawl_concurrency
        import_module("workers.worker").embedded(settings, actors, threads, stop_event())
    elif role == "scheduler":
        names = [job.name for job in wanted_jobs(settings)]
        import_module("workers.shared").schedule(settings, names, stop_event())
    else:
        raise ValueError(f"expected a role, got {role!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
