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
from app.importing import importing, keep_all
from app.settings import Settings, SettingsError, load
from workers.parent_watch import end_with_parent
from workers.stop import stop_event

_MODULES = {
    "prepare": "workers.prepare",
    "web": "workers.web",
    "follower": "workers.follower",
    "worker": "workers.worker",
    "scheduler": "workers.shared",
}


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
    if role not in _MODULES:
        raise ValueError(f"expected a role, got {role!r}")
    with importing():
        module = import_module(_MODULES[role])
        actors = import_module("app.jobs").actors(settings) if role == "worker" else {}
    keep_all()
    if role == "prepare":
        code: int = module.prepare(settings)
        return code
    if role == "web":
        module.serve(settings, workers)
    elif role == "follower":
        module.follow(settings, stop_event())
    elif role == "worker":
        module.embedded(settings, actors, settings.crawl_concurrency, stop_event())
    else:
        module.schedule(settings, [job.name for job in wanted_jobs(settings)], stop_event())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
