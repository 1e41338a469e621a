"""`hud …`: the one entry point; each group's module is imported only when it is called."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import cast

import click

from app import __version__, masks, private
from app.failing import line
from app.feature import Command, resolve
from app.features import FEATURES, enabled
from app.settings import Settings, SettingsError, load

PROCESSES = (
    Command("serve", "workers.cli:serve", "Serve HUD on this machine: the web and all that works behind it."),
    Command(
        "worker",
        "workers.cli:worker",
        "Read pages for an installation with Redis; any number of these, on any number of hosts.",
    ),
    Command(
        "scheduler",
        "workers.cli:scheduler",
        "Hand out what is due to the workers on Redis; several may run, one is enough.",
    ),
)
CARE = (
    Command(
        "jobs",
        "app.jobs.cli:group",
        "Show what works in the background: long jobs with their progress, and the numbers of short ones.",
    ),
    Command("cache", "app.caches:cache", "Show or clear the caches."),
    Command("migrate", "app.doctor:migrate", "Upgrade the database to the newest schema."),
    Command("doctor", "app.doctor:doctor", "Check the set-up and say how to fix what is wrong."),
)


def commands() -> dict[str, Command]:
    """Each command by its name, in the order of the help: processes, features, care.

    A command of a feature that is switched off does not exist. Where the settings are wrong all are there,
    and say so.
    """
    try:
        features = enabled(load())
    except SettingsError:
        features = FEATURES
    found = (*PROCESSES, *(command for feature in features for command in feature.commands), *CARE)
    return {command.name: command for command in found}


class Lazy(click.Group):
    """A group that knows its commands by name and loads them when asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """All names, in the order of the help."""
        return list(commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, its module imported now."""
        found = commands().get(cmd_name)
        return cast(click.Command, resolve(found.command)) if found else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of the help, from the manifests: no command is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.help) for command in commands().values()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command: its files are its user's alone, and what stops it is told in one line."""
        masks.guard()
        access = os.environ.get("HUD_DATA_ACCESS", "").strip()
        with private.private(private.GROUPS if access == private.GROUPS else private.OWNERS):
            try:
                return super().invoke(ctx)
            except Exception as error:
                found = _line(error)
                if found is None:
                    raise
                click.echo(masks.mask(found), err=True)
                sys.exit(1)
            finally:
                _hand_over()


def _line(error: Exception) -> str | None:
    # A reader of the output that has had enough, as `head` does, is click's matter.
    if isinstance(error, click.ClickException) or (isinstance(error, OSError) and error.errno == errno.EPIPE):
        return None
    return line(error, Path(os.environ.get("HUD_DATA_DIR", "").strip() or Settings().data_dir))


def _hand_over() -> None:
    try:
        made = load()
    except SettingsError:
        return
    private.hand_over(made.data_dir, made.database_file)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hud")
def main() -> None:
    """HUD: a time machine for the words on the pages you choose."""
