"""`hud user`: people from the command line, also when nobody can sign in any more.

A password comes from a prompt or from standard input, never from the command line, where every user
of the machine could read it.
"""

from __future__ import annotations

import sys

import click
from sqlalchemy.orm import Session

from app.accounts import emails, service, sessions
from app.accounts.admin import people
from app.accounts.models import Person
from app.accounts.names import NameRefused
from app.accounts.passwords import LONGEST, hash_password
from app.accounts.profile import own
from app.accounts.roles import ROLES
from app.accounts.rules import PasswordRefused, check_password
from app.clock import iso, iso_or_none, now
from app.console import database, fail, moment, none_there, plain, reading, show_json

_role = click.Choice(list(ROLES))


@click.group()
def user() -> None:
    """Manage users."""


@user.command("add")
@click.argument("name")
@click.option("--email", default="", help="Used to sign in and to reset the password.")
@click.option("--role", type=_role, default="reader", show_default=True)
def add(name: str, email: str, role: str) -> None:
    """Create an account for NAME; asks for its password."""
    try:
        address = emails.normalise(email) if email else None
    except emails.BadEmail:
        fail(f"{email} is not an e-mail address")
    # The database first: whoever is asked for a password has reason to think that it can be kept.
    with database() as db:
        password_hash = _new_password(name, email)
        try:
            with db.write() as session:
                service.create(session, name, password_hash, role, now(), email=address)
        except (NameRefused, service.NameTaken, service.EmailTaken) as error:
            fail(str(error))
    click.echo(f"{role}: {name}")


@user.command("password")
@click.argument("name")
def password(name: str) -> None:
    """Set a new password for NAME and sign them out everywhere."""
    with database() as db:
        with db.read() as session:
            person = _found(session, name)
        password_hash = _new_password(person.name, person.email or "")
        with db.write() as session:
            _found(session, name).password = password_hash
            sessions.end_all(session, person.id)
    click.echo(f"new password: {person.name}")


@user.command("admin")
@click.argument("name")
def admin(name: str) -> None:
    """Make NAME an administrator."""
    with database() as db, db.write() as session:
        person = _found(session, name)
        people.set_role(session, person.id, "admin")
        people.enable(session, person.id)
    click.echo(f"admin: {person.name}")


@user.command("role")
@click.argument("name")
@click.argument("role", type=_role)
def set_role(name: str, role: str) -> None:
    """Change the ROLE of NAME and sign them out everywhere."""
    with database() as db, db.write() as session:
        person = _found(session, name)
        try:
            people.set_role(session, person.id, role)
        except own.LastAdmin as error:
            fail(str(error))
    click.echo(f"{role}: {person.name}")


@user.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Disable the account of NAME; revokes its sessions and tokens."""
    with database() as db, db.write() as session:
        person = _found(session, name)
        try:
            people.disable(session, person.id, now())
        except own.LastAdmin as error:
            fail(str(error))
    click.echo(f"disabled: {person.name}")


@user.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Enable the account of NAME again."""
    with database() as db, db.write() as session:
        person = _found(session, name)
        people.enable(session, person.id)
    click.echo(f"enabled: {person.name}")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON, for scripts.")
def show(as_json: bool) -> None:
    """List all users by name."""
    with reading() as db, db.read() as session:
        rows = people.listing(session, limit=1_000_000).rows
    if as_json:
        show_json([_as_dict(row) for row in rows])
        return
    if not rows:
        none_there("Nobody has an account yet; `hud user add NAME --role admin` makes one.")
    for row in rows:
        person = row.person
        state = "disabled" if person.disabled_at else moment(row.last_used)
        name, email = plain(person.name), person.email or ""
        click.echo(f"{person.id:>6}  {person.role:<7} {state:<20}  {name}  {email}".rstrip())


def _as_dict(row: people.Row) -> dict[str, object]:
    person = row.person
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "created_at": iso(person.created_at),
        "disabled_at": iso_or_none(person.disabled_at),
        "last_used": iso_or_none(row.last_used),
    }


def _found(session: Session, name: str) -> Person:
    person = service.find(session, name)
    if person is None:
        fail(f"no user is called {name}; `hud user list` shows all users")
    return person


def _new_password(*about: str) -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        typed = sys.stdin.readline(LONGEST + 2).rstrip("\r\n")
    try:
        check_password(typed, *about)
    except PasswordRefused as error:
        fail(str(error))
    if len(typed) > LONGEST:
        fail(f"a password can have at most {LONGEST} characters")
    return hash_password(typed)
