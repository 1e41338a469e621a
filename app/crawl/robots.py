"""robots.txt by RFC 9309: what a site's owner lets HUD read.

4xx means there are no rules, 5xx and silence mean keep away and ask again soon. protego reads the rules;
around it stands what a hostile file needs: a size limit, and one name for all agents that are not us, because
thousands of agents over thousands of rules would be their product in memory.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from protego import Protego

from app.crawl.agent import PRODUCT
from app.net.errors import FetchError
from app.net.fetch import Fetcher, Limits
from app.net.urls import host_key

TTL_S = 6 * 3_600
RETRY_S = 300
MAX_DELAY_S = 600.0
MAX_HOSTS = 500
LIMITS = Limits(whole=15.0, max_bytes=500 * 1_024, max_redirects=5)

_AGENT_LINE = re.compile(r"\s*(?:user-agent|useragent|user agent)(\s*:|\s)([^#]*)", re.IGNORECASE)
_NAME = re.compile(r"[a-z_-]*")
_UNREADABLE_TOO = ("guard", "own", "port", "dns", "connect", "tls")
"""Reasons that hold for the page as much as for its robots.txt, and are told as they are."""

_NO_RULES = range(400, 500)
_SUCCESS = range(200, 300)
_SLOW_DOWN = 429


class Refused(Exception):
    """The site's robots.txt says no, or could not be asked ("robots-unreachable": no until it can be)."""

    def __init__(self, code: Literal["robots", "robots-unreachable"], detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code: Literal["robots", "robots-unreachable"] = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one host said: rules, none, or why it could not be asked; and until when that counts."""

    rules: Protego | None
    failure: FetchError | Refused | None
    until: float


class Robots:
    """Asks each host once per `ttl_s` (at most a day) and remembers the last 500 of them. Thread-safe."""

    def __init__(self, fetcher: Fetcher, *, user_agent_token: str = PRODUCT, ttl_s: float = TTL_S) -> None:
        self._fetcher = fetcher
        self._token = user_agent_token
        self._ttl_s = min(ttl_s, 86_400.0)
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Verdict] = OrderedDict()

    def check(self, url: str) -> None:
        """Raise `Refused` unless the canonical address `url` may be read; asks the host when need be.

        Raises FetchError when the host could not be found or connected to at all.
        """
        key = host_key(url)
        verdict = self._remembered(key)
        if verdict is None:
            verdict = self._ask(key)
            self._remember(key, verdict)
        failure = verdict.failure
        if isinstance(failure, Refused):
            raise Refused(failure.code, failure.detail)
        if failure is not None:
            raise FetchError(failure.code, failure.detail)
        if verdict.rules is not None and not verdict.rules.can_fetch(url, self._token):
            raise Refused("robots", f"{key}/robots.txt does not let {self._token} read this address")

    def forget(self, url: str) -> None:
        """Ask the host of `url` anew when it is checked next."""
        with self._lock:
            self._known.pop(host_key(url), None)

    def delay(self, url: str) -> float | None:
        """Seconds between requests that the host asked for when it was last checked, at most ten minutes."""
        verdict = self._remembered(host_key(url))
        if verdict is None or verdict.rules is None:
            return None
        asked = verdict.rules.crawl_delay(self._token)
        return None if asked is None else min(float(asked), MAX_DELAY_S)

    def _remembered(self, key: str) -> _Verdict | None:
        with self._lock:
            verdict = self._known.get(key)
            if verdict is None or verdict.until < time.monotonic():
                return None
            self._known.move_to_end(key)
            return verdict

    def _remember(self, key: str, verdict: _Verdict) -> None:
        with self._lock:
            self._known[key] = verdict
            self._known.move_to_end(key)
            while len(self._known) > MAX_HOSTS:
                self._known.popitem(last=False)

    def _ask(self, key: str) -> _Verdict:
        now = time.monotonic()
        later, soon = now + self._ttl_s, now + min(RETRY_S, self._ttl_s)
        try:
            answer = self._fetcher.get(f"{key}/robots.txt", limits=LIMITS, cut=True)
        except FetchError as error:
            if error.code in ("too-many-redirects", "redirect-loop"):
                return _Verdict(None, None, later)
            known = error.code in _UNREADABLE_TOO
            return _Verdict(None, error if known else _unreachable(key, str(error)), soon)
        if answer.status in _SUCCESS:
            return _Verdict(read(answer.body, self._token), None, later)
        if answer.status in _NO_RULES and answer.status != _SLOW_DOWN:
            return _Verdict(None, None, later)
        return _Verdict(None, _unreachable(key, f"status {answer.status}"), soon)


def _unreachable(key: str, why: str) -> Refused:
    return Refused("robots-unreachable", f"{key}/robots.txt could not be read: {why}")


def read(body: bytes, token: str) -> Protego:
    """The rules in a robots.txt, whatever its size and shape."""
    text = body[: LIMITS.max_bytes].decode("utf-8", "replace").removeprefix("\ufeff")
    us = token.lower()
    return Protego.parse("\n".join(_agent_line(line, us) for line in text.splitlines()))


def _agent_line(line: str, us: str) -> str:
    """The line; but one that names an agent names us, everybody, or "-" for all who are neither."""
    found = _AGENT_LINE.match(line)
    if found is None:
        return line
    named = found[2].strip().lower()
    _, colon, after = named.partition(":")
    if not named or (not found[1].endswith(":") and colon and (not after or after[0].isspace())):
        return line  # Not a line about an agent to protego either.
    if named.split()[0] == "*":
        return "User-agent: *"
    product = _NAME.match(named)
    return f"User-agent: {us if product and product[0] == us else '-'}"
