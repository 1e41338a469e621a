"""Secrets of the settings: read from files too, and shown by nothing that HUD says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import masks
from app.settings import SettingsError, load
from tests.services import free_port
from tests.workers.processes import ROOT, until

CANARY = "canary7Wq9"
SECRETS = ("HUD_SECRET_KEY", "HUD_DATABASE_URL", "HUD_BROKER_URL", "HUD_SMTP_URL")
HUD = (sys.executable, "-c", "from app.cli import main; main()")
WRONG = [
    ("HUD_DATABASE_URL", f"postgres://hud:{CANARY}@db/hud"),
    ("HUD_DATABASE_URL", f"postgresql+psycopg://hud:{CANARY}/x@db/hud"),
    ("HUD_DATABASE_URL", f"postgresql+psycopg://hud:x@{CANARY}@db/hud"),
    ("HUD_DATABASE_URL", f"postgresql+psycopg://hud:[{CANARY}@db/hud"),
    ("HUD_DATABASE_URL", f"postgresql+psycopg://hud@db:{CANARY}/hud"),
    ("HUD_DATABASE_URL", f"postgresql+psycopg://hud:\u2100{CANARY}@db/hud"),
    ("HUD_DATABASE_URL", CANARY),
    ("HUD_BROKER_URL", f"amqp://:{CANARY}@broker"),
    ("HUD_BROKER_URL", f"redis://:{CANARY}#x@broker:1/0"),
    ("HUD_BROKER_URL", f"redis://hud:12?{CANARY}@broker:1/0"),
    ("HUD_SMTP_URL", f"smtp://hud:{CANARY}@mail"),
    ("HUD_SMTP_URL", f"smtps://hud:{CANARY}@mail:0"),
    ("HUD_SMTP_URL", f"smtps://hud:25/{CANARY}@mail"),
    *((f"{name}_FILE", CANARY) for name in SECRETS),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_wrong_secret_is_named_and_not_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        load({name: value, "HUD_MAIL_FROM": "hud@example.org"})
    assert name in str(error.value)
    assert CANARY not in str(error.value)
    assert "\n" not in str(error.value)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    values = {
        "HUD_SECRET_KEY": f" {CANARY} ",
        "HUD_DATABASE_URL": f"postgresql+psycopg://hud:{CANARY}@db/hud",
        "HUD_BROKER_URL": f"redis://:{CANARY}@broker:6379/0",
        "HUD_SMTP_URL": f"smtps://hud@example.org:{CANARY}@mail",
    }
    environment = {"HUD_MAIL_FROM": "hud@example.org"}
    for number, (name, value) in enumerate(values.items()):
        file = tmp_path / name
        file.write_text(value + ("", "\n", "\r\n")[number % 3])
        environment[f"{name}_FILE"] = str(file)
    made = load(environment)
    assert [made.secret_key, made.database_url, made.broker_url, made.smtp_url] == list(values.values())
    assert CANARY not in repr(made)
    assert CANARY not in str(made)


def test_file_that_cannot_be_used_is_one_line_that_names_the_setting(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text("one\ntwo\n")
    empty = tmp_path / "empty"
    empty.write_text("\n")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    bytes_ = tmp_path / "bytes"
    bytes_.write_bytes(b"\xff\xfe")
    for path in (lines, empty, pipe, bytes_, tmp_path, tmp_path / "none"):
        with pytest.raises(SettingsError, match="HUD_SECRET_KEY_FILE"):
            load({"HUD_SECRET_KEY_FILE": str(path)})
    with pytest.raises(SettingsError, match="both set"):
        load({"HUD_SECRET_KEY_FILE": str(lines), "HUD_SECRET_KEY": "x"})


def test_a_known_password_is_taken_out_of_any_text() -> None:
    masks.learn("redis://:p%40ss-w%22ord@broker/0")
    for written in ('p@ss-w"ord', "p%40ss-w%22ord", 'p@ss-w\\"ord'):
        assert masks.mask(f"at <{written}>.") == f"at <{masks.SHOWN}>."
    masks.learn("redis://:abc@broker/0")
    assert masks.mask("abc") == "abc", "half of all words would go with so short a one"


class Run:
    """A command that was started, with all it says and the words it was started with."""

    def __init__(self, folder: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
        self.arguments = arguments
        self.output = folder / f"{id(self)}.output"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUD_")}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*HUD, *arguments],
                cwd=ROOT,
                env={**kept, "HUD_DATA_DIR": str(folder / "var"), **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    def said(self) -> str:
        return self.output.read_text()


def test_no_command_shows_a_password_whatever_fails(tmp_path: Path) -> None:
    nobody = free_port()
    database = {"HUD_DATABASE_URL": f"postgresql+psycopg://hud:{CANARY}@127.0.0.1:{nobody}/hud"}
    broker = {"HUD_BROKER_URL": f"redis://hud:{CANARY}@127.0.0.1:{nobody}/0"}
    mail = {"HUD_SMTP_URL": f"smtps://hud:{CANARY}@127.0.0.1:{nobody}", "HUD_MAIL_FROM": "hud@example.org"}
    both = {**database, **broker, **mail, "HUD_SECRET_KEY": CANARY}
    wrong = {"HUD_DATABASE_URL": f"postgres://hud:{CANARY}@db/hud"}
    runs = [
        Run(tmp_path, arguments, environment)
        for arguments, environment in (
            (("serve", "--port", "0"), both),
            (("doctor",), both),
            (("pages", "list"), both),
            (("worker",), {**broker, **mail}),
            (("scheduler",), wrong),
            (("doctor",), wrong),
        )
    ]
    worker = runs[3]
    try:
        for run in runs:
            if run is not worker:
                assert run.process.wait(120) == 1, run.said()
                assert "Traceback" not in run.said()
        until(lambda: "cannot" in worker.said() or "Error" in worker.said(), 120)
        words = b"".join(place.read_bytes() for place in Path("/proc").glob(f"{worker.process.pid}/cmdline"))
        assert words
        assert CANARY.encode() not in words
    finally:
        for run in runs:
            run.process.kill()
            run.process.wait()
    for run in runs:
        assert run.said(), run.arguments
        assert CANARY not in run.said(), run.arguments
