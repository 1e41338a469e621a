"""Hands one letter to the server of HUD_SMTP_URL, with TLS as its address says.

Certificates are always checked, and a server that should encrypt but does not gets nothing: a letter
with a link in it is as good as a password.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from app.settings import Settings

TIMEOUT_S = 15.0
"""How long the server may be silent."""
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailError(RuntimeError):
    """The letter did not leave; trying again later may help."""


class Undeliverable(MailError):
    """The server refused the address or the letter for good."""


class Letter(msgspec.Struct, frozen=True):
    """To whom, about what, and the text."""

    to: str
    subject: str
    text: str


def send(settings: Settings, letter: Letter) -> None:
    """Hand the letter over. Raises `MailError`, or `Undeliverable` when no later try can succeed."""
    try:
        with _connected(urlsplit(settings.smtp_url)) as server:
            server.send_message(_message(settings, letter))
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        kind = Undeliverable if all(code >= 500 for code in codes) else MailError
        raise kind(f"the mail server refused the recipient with {codes}") from None
    except smtplib.SMTPDataError as error:
        kind = Undeliverable if error.smtp_code >= 500 else MailError
        raise kind(f"the mail server refused the letter with {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        # Its text may hold what was sent at sign-in.
        raise MailError(f"the mail server of HUD_SMTP_URL did not work: {type(error).__name__}") from None


def _connected(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    # Its own name is looked up by default, which hangs where no name server answers.
    if url.scheme == "smtps":
        tls = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, "localhost", timeout=TIMEOUT_S, context=tls)
    else:
        server = smtplib.SMTP(host, port, "localhost", timeout=TIMEOUT_S)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=parseaddr(settings.mail_from)[1].rpartition("@")[2])
    # Nobody's out-of-office note shall answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
