"""Checks of the browser that an error's header names, in the words of those who put them before a site.

Cloudflare and AWS document theirs; DDoS-Guard answers everything itself, with its name as the server's.
"""

from __future__ import annotations

from app.net.fetch import Fetched

_SAID = {
    "cf-mitigated": ("challenge",),
    "x-amzn-waf-action": ("challenge", "captcha"),
}
_FORBIDDEN = 403


def is_challenge(answer: Fetched) -> bool:
    """Whether an answer without a page stands for a check that only a browser can pass."""
    headers = answer.headers
    if any(headers.get(name, "").strip().lower() in said for name, said in _SAID.items()):
        return True
    return answer.status == _FORBIDDEN and headers.get("server", "").lower().startswith("ddos-guard")
