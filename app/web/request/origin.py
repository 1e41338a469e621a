"""Protection against forged requests: a request that changes something has to come from one of our own pages.

Decided from what the browser says of the request, not from tokens in forms: a form with a token in
it can never be kept in a cache.
"""

from __future__ import annotations


def is_own(
    *,
    host: str,
    base_url: str = "",
    scheme: str = "",
    fetch_site: str | None = None,
    origin: str | None = None,
    has_token: bool = False,
    has_cookie: bool = False,
) -> bool:
    """The decision table: True when the request may change something.

    A bearer token is never sent by a browser on its own. Sec-Fetch-Site cannot be forged by a
    page. Without it (plain http in a local network) Origin has to name this very site. A request
    with neither comes from a program, and passes only if it carries no cookie. `scheme` is what a
    trusted proxy says readers use; "" where only they know.
    """
    if has_token:
        return True
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    if origin is None:
        return not has_cookie
    if base_url:
        return origin == base_url
    # Compared whole, so that there is nothing to take apart that somebody made up.
    schemes = (scheme,) if scheme else ("http", "https")
    return bool(host) and origin.lower() in {f"{scheme}://{host.lower()}" for scheme in schemes}
