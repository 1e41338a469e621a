"""Health of the process and its parts, for monitoring.

Details are for this machine only: they name what an attacker would like to know. What a proxy on it passes on
does not come from it.
"""

from __future__ import annotations

import logging

import msgspec
from litestar import Response, get

from app.i18n import N_
from app.web.errors import Busy, Forbidden
from app.web.health import NotReady
from app.web.request import HudRequest
from app.web.response.refusal import refusal

PROMETHEUS = "text/plain; version=0.0.4"
"""Litestar adds the character set to every text."""

_log = logging.getLogger("hud.web")


@get("/healthz", include_in_schema=False, sync_to_thread=False)
def healthz() -> Response[str]:
    """The process answers."""
    return Response("ok\n", media_type="text/plain", headers={"Cache-Control": "no-store"})


@get("/readyz", include_in_schema=False, sync_to_thread=True)
def readyz(request: HudRequest) -> Response[dict[str, object]]:
    """Every part is well (200), or not (503)."""
    parts: dict[str, str] = {}
    ready = True
    for name, check in request.hud.checks.items():
        try:
            parts[name] = check()
        except Exception as error:  # whatever a part fails with, the others are still asked
            ready = False
            parts[name] = str(error) if isinstance(error, NotReady) else f"failed: {type(error).__name__}"
            fields = {"request": request.id, "part": name, "error": str(error)}
            _log.warning("not ready", extra={"fields": fields})
    body: dict[str, object] = {"ready": ready}
    if not ready:
        body |= msgspec.to_builtins(
            refusal(request.id, Busy(N_("Part of HUD is not working. See its log for details.")))
        )
    if request.is_here:
        body["parts"] = parts
    return Response(body, status_code=200 if ready else 503, headers={"Cache-Control": "no-store"})


@get("/metrics", include_in_schema=False, sync_to_thread=True)
def metrics(request: HudRequest) -> Response[str]:
    """What HUD counts on this host, for Prometheus: for this machine, or with a token."""
    if not request.is_here:
        if request.info.token is None:
            raise Forbidden
        request.hud.identify_token(request.info.token, False)
    headers = {"Cache-Control": "no-store"}
    return Response(request.hud.metrics.text(), media_type=PROMETHEUS, headers=headers)
