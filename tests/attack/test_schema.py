"""schemathesis over the description of the API: everything it promises holds, whoever asks.

Each role gets a run of all phases: the examples, the edges of every parameter, generated requests, and chains of
operations that follow from each other. The seed is fixed, so that a failure is found again.
"""

from __future__ import annotations

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from app.db import Database
from app.settings import Settings
from tests.attack.installation import BASE, ROLES, install
from tests.soak import times

SEED = 12
EXAMPLES = times("generated requests to each operation of the API, by each role", 6, 25_000)


def _config(token: str) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "base-url": BASE,
            "seed": SEED,
            "continue-on-failure": True,
            "headers": {"Authorization": f"Bearer {token}"} if token else {},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True},
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
    schema = schemathesis.openapi.from_asgi(
        "/api/schema", hud.app, config=_config(hud.tokens[role]), headers={"Host": "127.0.0.1:8000"}
    )
    requests, faults = 0, set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            faults.add(f"{event.label}: {event.value!r}")
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.ScenarioFinished):
            requests += len(event.recorder.interactions)
            for checks in event.recorder.checks.values():
                for check in checks:
                    if check.failure_info is not None:
                        failure = check.failure_info.failure
                        faults.add(f"{event.recorder.label}: {check.name}: {failure.title}: {failure.message}\n{check.failure_info.code_sample}")
    print(role, requests)
    assert not faults, "\n".join(sorted(faults))
    assert requests > 5 * EXAMPLES
