"""One connection to one host, and the pool that keeps it for the next page.

The address connected to is the one the guard checked, and every wait is on one deadline: the limit between
two bytes alone would let a server that sends a byte a second hold a worker for ever.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from collections import deque

from app.net.errors import Code, FetchError
from app.net.guard import Endpoint, Guard
from app.net.response import Response
from app.net.urls import Parts


class Stale(Exception):
    """A kept connection had been closed by the server before it said anything: worth one new try."""


class Connection:
    """An open socket and when it was last used."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.used = False
        self.since = time.monotonic()

    def exchange(self, request: bytes, response: Response, read: float, deadline: float) -> None:
        """Send a request and read until the response is complete or as large as it may be."""
        sock = self.sock
        answered = False
        try:
            sock.settimeout(_remaining(read, deadline))
            sock.sendall(request)
            while not response.complete and not response.oversized:
                sock.settimeout(_remaining(read, deadline))
                data = sock.recv(response.wanted)
                if not data and not answered and self.used:
                    raise Stale
                if not data:
                    response.end()
                    break
                answered = True
                response.feed(data)
        except TimeoutError:
            raise _too_slow(read, deadline) from None
        except ssl.SSLError as error:
            if self.used and not answered:
                raise Stale from None
            # Without the other side's word that this was all, it may have been cut by anybody.
            code: Code = "closed" if isinstance(error, ssl.SSLEOFError) else "tls"
            raise FetchError(code, f"the encrypted connection broke off: {_ssl_reason(error)}") from None
        except OSError as error:
            if self.used and not answered:
                raise Stale from None
            raise FetchError("closed", f"the connection broke off: {error.strerror or error}") from None

    def quiet(self) -> bool:
        """Whether the server has said nothing since the last answer: neither closed nor spoken unasked."""
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        """Close without waiting for the other side."""
        self.sock.close()


def connect(guard: Guard, parts: Parts, tls: ssl.SSLContext, limit: float, deadline: float) -> Connection:
    """A new connection to the first of the host's checked addresses that answers."""
    if time.monotonic() >= deadline:
        raise _too_slow(limit, deadline)
    host = parts.host.strip("[]")
    failure: FetchError | None = None
    for endpoint in guard.resolve(parts.host, parts.port, min(deadline, time.monotonic() + limit)):
        try:
            sock = _open(endpoint, limit, deadline)
        except FetchError as error:
            failure = error
            continue
        return Connection(_encrypt(sock, tls, host, limit, deadline) if parts.scheme == "https" else sock)
    raise failure or FetchError("dns", f"the name {host} has no address")


def _open(endpoint: Endpoint, limit: float, deadline: float) -> socket.socket:
    sock = socket.socket(endpoint.family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(_remaining(limit, deadline))
        sock.connect(endpoint.sockaddr)
    except TimeoutError:
        sock.close()
        raise FetchError("timeout", f"{endpoint.sockaddr[0]} did not take the connection in time") from None
    except OSError as error:
        sock.close()
        raise FetchError("connect", f"{endpoint.sockaddr[0]}: {error.strerror or error}") from None
    return sock


def _encrypt(
    sock: socket.socket, tls: ssl.SSLContext, host: str, limit: float, deadline: float
) -> ssl.SSLSocket:
    """Shake hands; there is no second try without encryption."""
    try:
        sock.settimeout(_remaining(limit, deadline))
        return tls.wrap_socket(sock, server_hostname=host, suppress_ragged_eofs=False)
    except TimeoutError:
        sock.close()
        raise FetchError("timeout", f"{host} did not finish the TLS handshake in time") from None
    except ssl.SSLCertVerificationError as error:
        sock.close()
        raise FetchError("tls", f"the certificate of {host} does not hold: {error.verify_message}") from None
    except (ssl.SSLError, OSError, ValueError) as error:
        sock.close()
        raise FetchError("tls", f"no encrypted connection to {host}: {_ssl_reason(error)}") from None


def _remaining(limit: float, deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(limit, left)


def _too_slow(limit: float, deadline: float) -> FetchError:
    if time.monotonic() >= deadline:
        return FetchError("timeout", "the page was not read within the time a page may take")
    return FetchError("timeout", f"the server was silent for {limit:g} seconds")


def _ssl_reason(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return str(reason or error).replace("_", " ").lower()


class Pool:
    """Idle connections by host, few and not for long; safe to use from several threads."""

    def __init__(self, keep: int = 64, per_host: int = 2, idle: float = 15.0) -> None:
        self._keep = keep
        self._per_host = per_host
        self._idle_for = idle
        self._lock = threading.Lock()
        self._idle: dict[str, deque[Connection]] = {}
        self._count = 0

    def take(self, key: str) -> Connection | None:
        """The connection to this host that was used last, if one is fresh enough."""
        with self._lock:
            waiting = self._idle.get(key)
            if not waiting:
                return None
            connection = waiting.pop()
            self._count -= 1
            if not waiting:
                del self._idle[key]
        if connection.since + self._idle_for < time.monotonic() or not connection.quiet():
            connection.close()
            return None
        return connection

    def give(self, key: str, connection: Connection) -> None:
        """Keep a connection that may be used again."""
        connection.used = True
        connection.since = time.monotonic()
        with self._lock:
            if self._count >= self._keep:
                self._drop_oldest()
            waiting = self._idle.setdefault(key, deque())
            if len(waiting) < self._per_host:
                waiting.append(connection)
                self._count += 1
                return
        connection.close()

    def _drop_oldest(self) -> None:
        """Make room: the host that has gone longest without a new connection loses its first one."""
        key = min(self._idle, key=lambda name: self._idle[name][0].since)
        self._idle[key].popleft().close()
        self._count -= 1
        if not self._idle[key]:
            del self._idle[key]

    def close(self) -> None:
        """Close everything that is idle."""
        with self._lock:
            for waiting in self._idle.values():
                for connection in waiting:
                    connection.close()
            self._idle.clear()
            self._count = 0
