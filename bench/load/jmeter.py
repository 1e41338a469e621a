"""Apache JMeter without its windows: fetched through Maven when it is missing, run, and its samples read.

Debian 12 has 2.13, which can't read a plan under the XStream it comes with; Maven Central has the jars of
a current one, and `jmeter/pom.xml` says which.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.load.plan import FOLDER, plan
from bench.nginx import require
from bench.sites import data_dir

POM = FOLDER / "jmeter" / "pom.xml"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_SETTINGS = {
    "jmeter.save.saveservice.output_format": "csv",
    "jmeter.save.saveservice.print_field_names": "true",
    "jmeter.save.saveservice.assertion_results_failure_message": "true",
    "summariser.name": "none",
    "httpclient4.time_to_live": "600000",
    "httpclient4.validate_after_inactivity": "60000",
}
_MOST_S = 400
SIGN_IN = "accounts: sign in"


class Sample(NamedTuple):
    """One request as JMeter saw it; `at` in seconds since the first, `took` in ms."""

    name: str
    at: float
    took: float
    ok: bool


class Profile(NamedTuple):
    """How many users of which thread group, and for how long."""

    published: int = 0
    judged: int = 0
    loops: int = 4
    ramp: int = 10
    seconds: int = 70


PUBLISHED = Profile(published=100)
JUDGED = Profile(judged=100)


def run(url: str, profile: Profile, *, people: int = 100) -> list[Sample]:
    """Run the plan against a server of this machine; everything but signing in, in the order of time.

    With `people` 0 nobody signs in, for a server that knows nobody. Raises RuntimeError when JMeter fails.
    """
    server = urlsplit(url)
    wanted = {
        **_SETTINGS,
        "host": server.hostname,
        "port": server.port,
        "data": FOLDER,
        "people": people,
        **profile._asdict(),
    }
    with tempfile.TemporaryDirectory(prefix="hud-jmeter-") as scratch:
        results, whole = Path(scratch, "samples.csv"), Path(scratch, "hud.jmx")
        whole.write_text(plan(), encoding="utf-8")
        done = subprocess.run(
            [
                *(require("java", "default-jre-headless"), "-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"),
                *("-jar", str(home() / "bin" / "ApacheJMeter.jar"), "-n", "-t", str(whole)),
                *("-l", str(results), "-j", str(Path(scratch, "log"))),
                *(f"-J{name}={value}" for name, value in wanted.items()),
            ],
            check=False,
            capture_output=True,
            text=True,
            timeout=_MOST_S,
        )
        if done.returncode or not results.exists():
            log = Path(scratch, "log")
            said = log.read_text()[-2_000:] if log.exists() else ""
            raise RuntimeError(f"JMeter ended with {done.returncode}: {done.stderr}{done.stdout}{said}")
        return samples(results)


def samples(results: Path) -> list[Sample]:
    """JMeter's own table of results, without those of signing in; one of these that failed is an error."""
    with results.open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    refused = [row for row in rows if row["label"] == SIGN_IN and row["success"] != "true"]
    if refused:
        raise RuntimeError(
            f"nobody could sign in: {refused[0]['responseCode']} {refused[0]['failureMessage']}"
        )
    rows = [row for row in rows if row["label"] != SIGN_IN]
    rows.sort(key=lambda row: int(row["timeStamp"]))
    began = int(rows[0]["timeStamp"]) if rows else 0
    return [
        Sample(
            row["label"],
            (int(row["timeStamp"]) - began) / 1_000,
            float(row["elapsed"]),
            row["success"] == "true",
        )
        for row in rows
    ]


def after_ramp(found: Sequence[Sample], profile: Profile) -> tuple[list[Sample], float]:
    """What was answered once all users were there, and in how many seconds."""
    kept = [one for one in found if profile.ramp <= one.at + one.took / 1_000 < profile.seconds]
    return kept, float(profile.seconds - profile.ramp)


def home() -> Path:
    """Where JMeter lies, laid out as its own archive is."""
    kept = data_dir() / "jmeter" / POM.read_text().partition("<jmeter>")[2].partition("</jmeter>")[0]
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
            _lay_out(Path(scratch, "made"))
            Path(scratch, "made").rename(kept)
    return kept


def _lay_out(made: Path) -> None:
    library = made / "lib"
    maven = require("mvn", "maven")
    done = subprocess.run(
        [maven, "-B", "-q", "-f", str(POM), _COPY, f"-DoutputDirectory={library}"],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"Maven could not fetch JMeter: {done.stdout[-2_000:]}")
    (library / "ext").mkdir()
    (made / "bin").mkdir()
    for jar in library.glob("ApacheJMeter*.jar"):
        if jar.name.startswith("ApacheJMeter_config"):
            with zipfile.ZipFile(jar) as held:
                held.extractall(made, [name for name in held.namelist() if name.startswith("bin/")])
        if jar.name.startswith("ApacheJMeter-"):
            shutil.move(jar, made / "bin" / "ApacheJMeter.jar")
        else:
            shutil.move(jar, library / "ext" / jar.name)
