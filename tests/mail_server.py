"""A real mail server on loopback that keeps what it is given, with or without TLS."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from queue import Queue

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.services import free_port

USER, SECRET = "hud", "p@ss word"


class Post:
    """What has arrived; `answer` is what the server says to the next recipient."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.answer = ""
        self._came: Queue[EmailMessage] = Queue()

    def next(self) -> EmailMessage:
        """The next letter, when it comes."""
        return self._came.get(timeout=60)

    async def handle_RCPT(  # the server's own name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self._came.put(message)
        self.recipients += envelope.rcpt_tos
        assert server.transport
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


class Implicit(Controller):
    """TLS from the first byte."""

    def factory(self) -> SMTP:
        return SMTP(self.handler, auth_require_tls=False, **self.SMTP_kwargs)


@contextmanager
def mail_server(scheme: str = "smtp", folder: Path | None = None) -> Iterator[tuple[str, Post]]:
    """The server's URL and what it gets; with TLS the authority's certificate goes to `folder`/ca.pem."""
    post, port = Post(), free_port()
    tls = None
    if scheme != "smtp":
        assert folder
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(tls)
    at = partial(Controller, post, "127.0.0.1", port, authenticator=_knows)
    if scheme == "smtps":
        server: Controller = Implicit(post, "127.0.0.1", port, ssl_context=tls, authenticator=_knows)
    elif scheme == "smtp+starttls":
        server = at(tls_context=tls, require_starttls=True)
    else:
        server = at(auth_require_tls=False)
    server.start()
    who = "" if scheme == "smtp" else "hud:p%40ss%20word@"
    try:
        yield f"{scheme}://{who}127.0.0.1:{port}", post
    finally:
        server.stop()


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: object) -> AuthResult:
    known = (USER.encode(), SECRET.encode())
    return AuthResult(success=isinstance(data, LoginPassword) and (data.login, data.password) == known)
