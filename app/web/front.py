"""Looks for what stands in front of HUD: proxies it does not know of, or nothing where there should be."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from app.process_metrics import NOW, total
from app.rowcache.opening import METRICS
from app.settings import Settings
from app.web.hosts import is_loopback, is_trusted
from app.web.metrics import UNNAMED


def unknown_proxies(settings: Settings) -> dict[str, int]:
    """How many requests each peer that HUD_TRUSTED_PROXIES does not name has forwarded since HUD started."""
    begins = f'{NOW}{UNNAMED}{{peer="'
    found = {
        key.removeprefix(begins).rstrip('"}'): number
        for key, number in total(settings.data_dir / METRICS).items()
        if key.startswith(begins)
    }
    return {
        peer: number
        for peer, number in found.items()
        if number and not is_trusted(peer, settings.trusted_proxies)
    }


def findings(settings: Settings) -> Iterator[tuple[str, str]]:
    """What was looked at, and what fixes it ("" where nothing has to be)."""
    proxies, where = settings.trusted_proxies, f"{settings.host}:{settings.port}"
    for peer, number in unknown_proxies(settings).items():
        yield (
            f"A proxy at {peer} has forwarded {number} requests and is not trusted",
            f"All its visitors count as one. Set HUD_TRUSTED_PROXIES={peer} if it is yours.",
        )
    if proxies:
        yield f"In front of HUD: {', '.join(proxies)}", ""
    elif settings.base_url.startswith("https://"):
        yield (
            f"{settings.base_url} needs something in front that ends TLS, and none is named",
            "Set HUD_TRUSTED_PROXIES to its address; deploy/nginx.conf is an example.",
        )
    elif not _is_local(settings.host):
        yield (
            f"HUD listens on {where} and nothing stands in front of it",
            "Nobody ends slow readers or counts connections: put nginx there (deploy/nginx.conf), and set"
            " HUD_TRUSTED_PROXIES.",
        )
    else:
        yield f"HUD listens on {where}, for this machine alone", ""


def _is_local(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(is_loopback(str(address[0])) for *_, address in found)
