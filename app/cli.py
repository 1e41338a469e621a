"""`hud …`: the one entry point; each group's module is imported only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from app import __version__

# Command → the module whose `commands` holds it.
COMMANDS = {
    "serve": "workers.cli",
    "worker": "workers.cli",
    "scheduler": "workers.cli",
    "crawl": "workers.here",
    "pages": "app.pages.cli",
    "search": "app.search.cli",
    "words": "app.search.cli",
    "index": "app.search.cli",
    "cache": "app.caches",
    "captcha": "app.captcha.cli",
    "user": "app.accounts.cli",
    "migrate": "app.doctor",
    "doctor": "app.doctor",
}


class Lazy(click.Group):
    """A group that knows its commands by name and loads them when asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """All names, in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, its module imported now."""
        if cmd_name not in COMMANDS:
            return None
        found: list[click.Command] = import_module(COMMANDS[cmd_name]).commands
        return next(command for command in found if command.name == cmd_name)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hud")
def main() -> None:
    """HUD: a time machine for the words on the pages you choose."""
