"""schemathesis over the description of the API: everything it promises holds, whoever asks.

An editor goes through all phases: the examples, the edges of every parameter, generated requests, and
chains of operations that follow from each other. The others send generated requests in the short form, and go
through all phases in the long one. The seed is fixed, so that a failure is found again.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from app.db import Database
from app.settings import Settings
from tests.attack.installation import BASE, ROLES, install
from tests.soak import SOAK, count, times

EXAMPLES = times("generated requests to an operation of the API, by a role", 3, 2_000)


def _config(role: str, token: str) -> SchemathesisConfig:
    whole = {"enabled": SOAK or role == "editor"}
    return SchemathesisConfig.from_dict(
        {
            "base-url": BASE,
            "seed": 12,
            "continue-on-failure": True,
            "headers": {"Authorization": token} if token else {},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True},
            "phases": {"coverage": whole, "stateful": whole},
            "checks": {
                # A query language, the days of the calendar and addresses are no regular languages: a string
                # that the description allows may still be refused with 400 or 422, in words.
                "positive_data_acceptance": {"enabled": False},
            },
        }
    )


@pytest.mark.soak
@pytest.mark.parametrize("role", ROLES)
def test_everything_the_description_promises_holds(database: Database, settings: Settings, role: str) -> None:
    hud = install(database, settings)
    host = {"Host": "127.0.0.1:8000"}
    config = _config(role, hud.tokens[role])
    schema = schemathesis.openapi.from_asgi("/api/schema", hud.app, config=config, headers=host)
    requests, faults = 0, set()
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.FatalError), event.exception
        if isinstance(event, events.NonFatalError):
            faults.add(f"{event.label}: {event.value!r}")
        if isinstance(event, events.ScenarioFinished):
            requests += len(event.recorder.interactions)
            faults.update(_faults(event))
    count("requests of schemathesis", requests)
    assert not faults, "\n\n".join(sorted(faults))
    # Fewer would mean that operations were left out: each is asked for at least once by each phase.
    assert requests >= len(list(schema.get_all_operations())) * min(EXAMPLES, 3)


def _faults(event: events.ScenarioFinished) -> Iterator[str]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                words = (event.recorder.label, check.name, failure.title, failure.message)
                yield f"{': '.join(words)}\n{check.failure_info.code_sample}"
