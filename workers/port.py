"""The port a server will listen on: checked to be free, and kept for it.

Granian's sockets share their port (SO_REUSEPORT), so two servers would share one unnoticed. Ours
is bound first and alone, never listens, and lets only sockets of the same user in that share.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address


class Taken(RuntimeError):
    """Nobody can listen there now; the text says why and what to do."""


@contextmanager
def reserve(host: str, port: int) -> Iterator[tuple[str, int]]:
    """Keep the port of `host` (0 = any free one) for the block; gives the address and port.

    Raises `Taken`.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise Taken(f"HUD_HOST={host!r} cannot be found: {error.strerror or error}") from None
    with socket.socket(family, socket.SOCK_STREAM) as kept:
        # Connections of a server that has just ended don't count as taken.
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            kept.bind(address)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise Taken(
                f"Port {port} of {host} cannot be used ({reason}): stop what listens there,"
                " or choose another with --port or HUD_PORT."
            ) from None
        found = kept.getsockname()
        if sys.platform == "linux":
            # From now on nobody else gets in who does not share, and who shares does.
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            kept.close()
        yield found[0], found[1]


def own_addresses(*, everything: bool) -> list[str]:
    """The addresses that this machine speaks to others from: IPv4, with `everything` IPv6 too."""
    found = []
    # A datagram socket learns which address it would send from before anything is sent; these are examples'.
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        if family == socket.AF_INET or everything:
            with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:
                asked.connect((far, 9))
                found.append(asked.getsockname()[0])
    return [address for address in found if not ip_address(address).is_loopback]
