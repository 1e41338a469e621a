"""The headers every response carries: no inline code, no framing, no guessing of types.

The policy has no nonces, because a page with a nonce can never be kept in a cache.
"""

from __future__ import annotations

from litestar.types import HTTPScope, Message, Send

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

SECURITY = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())
"""The same as they are sent."""
HSTS = (b"strict-transport-security", b"max-age=63072000")
"""Two years of https alone, for whoever came by https; what is below our name is not ours to decide."""
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32_768


def with_headers(send: Send, scope: HTTPScope) -> Send:
    """A `send` that adds the headers, each unless the handler has set its own, and notes that it began."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            own = {name.lower() for name, _ in headers}
            headers += [header for header in SECURITY if header[0] not in own]
            if scope["state"].get("secure"):
                headers.append(HSTS)
            if (body := scope["state"].get("body")) is not None and body.is_cut:
                headers.append((b"connection", b"close"))
            if b"x-request-id" not in own:
                headers.append((b"x-request-id", scope["state"]["request_id"].encode()))
            message = {**message, "headers": headers}
            scope["state"]["begun"] = True
            scope["state"]["status"] = message["status"]
        await send(message)

    return send_with_headers


def without_body(send: Send) -> Send:
    """A `send` for HEAD: the headers of the GET, and nothing after them."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
