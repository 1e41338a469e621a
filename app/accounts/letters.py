"""The letters that accounts send, each asked for as a job and written by a worker.

The wish for a new password is a job whether the address belongs to somebody or not: the request does
the same work and says the same, and only the worker finds out. The link is made when the letter is, so
no queue ever holds one.
"""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.accounts import links, service
from app.accounts.attempts import Attempts
from app.accounts.emails import email_key
from app.accounts.models import Person
from app.clock import now
from app.db import Database
from app.i18n import Reader, gettext, reading_as
from app.mail import Letter, Undeliverable, send
from app.settings import Settings

log = logging.getLogger(__name__)


def ask_reset(session: Session, attempts: Attempts, email: str, locale: str) -> None:
    """Somebody wants a new password for the account with this (normalised) address."""
    # Log lines name jobs by their keys; from this one nobody reads an address back.
    key = attempts.key("letter", email_key(email))
    payload = {"letter": "reset", "email": email_key(email), "locale": locale}
    jobs.enqueue(session, "mail", f"mail:reset:{key}", payload=payload)


def ask_confirm(session: Session, person_id: int, locale: str) -> None:
    """A person gave an address that is theirs once they open the link sent there."""
    payload = {"letter": "confirm", "person": person_id, "locale": locale}
    jobs.enqueue(session, "mail", f"mail:confirm:{person_id}", payload=payload)


def deliver(db: Database, lease: jobs.Lease, settings: Settings) -> None:
    """Write and send the letter of a job. Raises `MailError` when it shall be tried again."""
    letter = None
    if settings.sends_mail:
        with db.write() as session:
            letter = _letter(session, lease.payload, settings)
    if letter is not None:
        try:
            send(settings, letter)
        except Undeliverable as error:
            log.warning("%s: %s", lease.key.rpartition(":")[0], error)
    with db.write() as session:
        jobs.finish(session, lease)


def _letter(session: Session, payload: dict[str, object], settings: Settings) -> Letter | None:
    if payload["letter"] == "reset":
        key = str(payload["email"])
        person = session.scalars(select(Person).where(Person.email_key == key)).one_or_none()
    else:
        person = session.get(Person, payload["person"])
    if person is None or person.disabled_at is not None:
        return None
    locale = person.language or str(payload["locale"])
    with reading_as(Reader(locale, "", settings.zone)):
        return (_reset if payload["letter"] == "reset" else _confirm)(session, person, settings)


def _reset(session: Session, person: Person, settings: Settings) -> Letter | None:
    if not person.email:
        return None
    address = settings.site_url + links.make(session, person.id, "reset", now())
    text = gettext(
        "Hello %(name)s,\n\n"
        "Somebody, hopefully you, asked to reset the password of your account at %(site)s.\n"
        "Choose a new one within an hour:\n\n"
        "%(address)s\n\n"
        "If it was not you, ignore this e-mail. Your password stays the same."
    )
    about = {"name": person.name, "site": settings.site_url, "address": address}
    return Letter(person.email, gettext("Choose a new password for HUD"), text % about)


def _confirm(session: Session, person: Person, settings: Settings) -> Letter | None:
    email = person.pending_email
    if not email:
        return None
    about = {"name": person.name, "site": settings.site_url}
    if service.is_email_taken(session, email, but=person.id):
        # Only whoever reads this mailbox learns that.
        text = gettext(
            "Hello,\n\n"
            "Somebody entered this e-mail address for an account at %(site)s, but another account"
            " already uses it.\n"
            "If it was you, sign in to that account, or reset its password:\n\n"
            "%(address)s\n\n"
            "If it was not you, ignore this e-mail."
        )
        about["address"] = f"{settings.site_url}/account/forgotten"
        return Letter(email, gettext("You already have a HUD account"), text % about)
    about["address"] = settings.site_url + links.make(session, person.id, "confirm", now(), email=email)
    text = gettext(
        "Hello %(name)s,\n\n"
        "Please confirm within three days that this e-mail address belongs to your account at"
        " %(site)s:\n\n"
        "%(address)s\n\n"
        "If you did not create an account there, ignore this e-mail."
    )
    return Letter(email, gettext("Confirm your e-mail address for HUD"), text % about)
