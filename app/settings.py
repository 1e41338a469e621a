"""The installation's settings: one frozen struct read from HUD_* in the environment.

Everything is checked at the start, so that a wrong value is one clear line there and never a
surprise at night. No line shows a password: see `app.secret_settings`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from app import allowed, machine, masks, private
from app.clock import DAY, HOUR, parse_length
from app.secret_settings import SECRETS, SettingsError, check_address, shown, value_of

__all__ = ["Settings", "SettingsError", "load"]


EVERYWHERE = {str(IPv4Address(0)): "127.0.0.1", str(IPv6Address(0)): "::1"}
"""What means every address of this machine, with the one that reaches it from the machine itself."""


def in_url(host: str) -> str:
    """A host as it stands in an address: long IP addresses in brackets."""
    return f"[{host}]" if ":" in host else host


CACHES_LEAST, CACHES_MOST = 32 << 20, 128 << 20


def _share_of_memory() -> int:
    """Bytes of one process's caches: an eighth of the memory over all cores, 32 MB to 128 MB."""
    return min(max(machine.memory() // 8 // machine.cores(), CACHES_LEAST), CACHES_MOST)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings; the defaults are those of one small machine with nothing else installed."""

    data_dir: Path = Path("var")
    data_access: str = private.OWNERS
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    broker_url: str = ""
    memcached: tuple[str, ...] = ()
    cache: str = "on"
    memory_caches: int = msgspec.field(default_factory=_share_of_memory)
    apps: frozenset[str] | None = None
    public: str = "read"
    add: str = "captcha"
    copies: str = "members"
    sign_up: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    base_url: str = ""
    contact: str = ""
    trusted_proxies: tuple[str, ...] = ()
    secret_key: str = ""
    backup_dir: str = ""
    backup_every: int = 24 * HOUR
    backup_keep: int = 14
    backup_passphrase: str = ""
    keep_readings: int = 90 * DAY
    tz: str = "UTC"
    crawl_allow: str = ""
    crawl_concurrency: int = 8
    crawl_delay: float = 1.0
    feed_usgs: str = "https://earthquake.usgs.gov"
    feed_worldbank: str = "https://api.worldbank.org"
    feed_opendota: str = "https://api.opendota.com"
    map_tiles: str = ""
    search_engine: str = "trie"
    search_forms: str = "on"
    rank_title: float = 3.0
    rank_half_life: float = 180.0
    rank_floor: float = 0.75
    rank_visits: float = 0.5
    log: str = "text"

    def __repr__(self) -> str:
        # It may end up in a message or a log line.
        values = ((name, getattr(self, name)) for name in self.__struct_fields__)
        told = (f"{name}={shown(value) if name in SECRETS else repr(value)}" for name, value in values)
        return f"Settings({', '.join(told)})"

    @property
    def database(self) -> str:
        """The database's URL; SQLite in the data folder when none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'hud.sqlite3').absolute()}"

    @property
    def has_hosts(self) -> bool:
        """Whether processes of other hosts may write to the database too."""
        return not self.database.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database."""
        return None if self.has_hosts else Path(self.database.partition("?")[0].removeprefix("sqlite:///"))

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where HUD writes: the data folder, and that of a SQLite database that lies elsewhere."""
        own, file = self.data_dir.absolute(), self.database_file
        return (own,) if file is None else (own, file.absolute().parent)

    @property
    def index_dir(self) -> Path:
        """Where the word index lies on this host."""
        return self.data_dir / "index"

    @property
    def site_url(self) -> str:
        """The address this installation is reached at, without a trailing slash.

        Of one that listens on every address of the machine, that on the machine itself.
        """
        return self.base_url or f"http://{in_url(EVERYWHERE.get(self.host, self.host))}:{self.port}"

    @property
    def contact_uri(self) -> str:
        """How whoever runs this installation is reached, as a link; "" when nobody says."""
        is_page = not self.contact or self.contact.startswith("https://")
        return self.contact if is_page else "mailto:" + quote(self.contact, safe="@+")

    @property
    def may_sign_up(self) -> bool:
        """Whether people make accounts themselves; by default not where only members may look."""
        return self.sign_up == "open" or (not self.sign_up and self.public == "read")

    @property
    def sends_mail(self) -> bool:
        """Whether letters can be sent."""
        return bool(self.smtp_url and self.mail_from)

    @property
    def zone(self) -> ZoneInfo:
        """The installation's time zone."""
        return ZoneInfo(self.tz)


def _choice(*allowed: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}")
        return value

    return check


def _between(low: float, high: float) -> Callable[[str], float]:
    def check(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise ValueError(f"expected a number from {low:g} to {high:g}")
        return number

    return check


def _whole(low: int, high: int) -> Callable[[str], int]:
    def check(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(value)

    return check


def _every(value: str) -> int:
    found = parse_length(value)
    if found is None or found < HOUR:
        raise ValueError("expected a length of time such as 6h, 24h or 7d, an hour at least")
    return found


def _kept(value: str) -> int:
    found = parse_length(value)
    if found is None or found < DAY:
        raise ValueError("expected a length of time such as 90d or 52w, a day at least")
    return found


def _caches(value: str) -> int:
    most = max(machine.memory() // 2, CACHES_LEAST)
    try:
        return _whole(CACHES_LEAST, most)(value)
    except ValueError as error:
        raise ValueError(f"{error} bytes, which is half of this machine's memory") from None


def _database(value: str) -> str:
    if value.startswith("sqlite:///"):
        return value
    return check_address(
        value,
        ("postgresql+psycopg",),
        "expected sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME",
        most_at=1,
    )


def checked_database(value: str) -> str:
    """The URL of a database that is named on the command line; also written postgresql://, as others do.

    Raises `SettingsError`.
    """
    masks.learn(value)
    plain = re.sub(r"^(postgresql|postgres)://", "postgresql+psycopg://", value)
    try:
        return _database(plain)
    except ValueError as error:
        raise SettingsError(f"{shown(value)} cannot be used: {error}") from None


def _redis(value: str) -> str:
    return check_address(
        value, ("redis", "rediss", "unix"), "expected redis://HOST:PORT/DB, rediss://… or unix://…"
    )


def _base(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise ValueError("expected an address such as https://hud.example.org")
    return value.rstrip("/")


def _feed(value: str) -> str:
    parts = urlsplit(value)
    is_bare = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if not is_bare or parts.query or parts.fragment or not re.fullmatch(r"[!-~]+", value) or parts.port == 0:
        raise ValueError("expected the address of a server, such as https://mirror.example.org/usgs")
    return value.rstrip("/")


def _tiles(value: str) -> str:
    parts = urlsplit(value)
    has_all = all(name in value for name in ("{z}", "{x}", "{y}"))
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", parts.netloc) or not has_all:
        raise ValueError("expected an address such as https://tile.example.org/{z}/{x}/{y}.png")
    return value


def _smtp(value: str) -> str:
    expected = "expected smtps://USER:PASSWORD@HOST, smtp+starttls://… or smtp://…"
    parts = urlsplit(check_address(value, ("smtp", "smtp+starttls", "smtps"), expected))
    if not parts.hostname or parts.path.strip("/"):
        raise ValueError(expected)
    if parts.scheme == "smtp" and parts.username:
        raise ValueError("a password needs smtps:// or smtp+starttls://, or everybody on the way reads it")
    if parts.port == 0:
        raise ValueError("expected a port from 1 to 65535")
    return value


def _mailbox(value: str) -> str:
    address = parseaddr(value)[1]
    if "@" not in address or not address.isascii() or not value.isprintable():
        raise ValueError("expected an address such as hud@example.org or HUD <hud@example.org>")
    return value


def _contact(value: str) -> str:
    value = value.removeprefix("mailto:")
    if value.startswith("https://"):
        is_one = bool(urlsplit(value).hostname) and re.fullmatch(r"[!-~]+", value) is not None
    else:
        is_one = re.fullmatch(r"[\w.%+-]+@[\w-]+(\.[\w-]+)+", value, re.ASCII) is not None
    if not is_one:
        raise ValueError("expected an address such as security@example.org or https://example.org/contact")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("expected a time zone such as Europe/Amsterdam") from None
    return value


def _names(value: str) -> frozenset[str] | None:
    return frozenset(part.strip() for part in value.split(",") if part.strip()) or None


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _proxies(value: str) -> tuple[str, ...]:
    proxies = _listed(value)
    for proxy in proxies:
        try:
            ip_network(proxy, strict=False)
        except ValueError:
            raise ValueError("expected addresses or networks, such as 127.0.0.1, 10.0.0.0/8") from None
    return proxies


def _servers(value: str) -> tuple[str, ...]:
    servers = _listed(value)
    for server in servers:
        host, _, port = server.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("expected host:port, several separated by commas")
    return servers


def _allowed(value: str) -> str:
    allowed.read(value)
    return value


_READERS: dict[str, Callable[[str], object]] = {
    "data_dir": Path,
    "data_access": _choice(private.OWNERS, private.GROUPS),
    "host": str,
    "port": _whole(0, 65535),
    "database_url": _database,
    "broker_url": _redis,
    "memcached": _servers,
    "cache": _choice("on", "off"),
    "memory_caches": _caches,
    "apps": _names,
    "public": _choice("read", "none"),
    "add": _choice("captcha", "editors"),
    "copies": _choice("members", "read", "off"),
    "sign_up": _choice("open", "closed"),
    "smtp_url": _smtp,
    "mail_from": _mailbox,
    "base_url": _base,
    "contact": _contact,
    "trusted_proxies": _proxies,
    "secret_key": str,
    "backup_dir": str,
    "backup_every": _every,
    "backup_keep": _whole(1, 10_000),
    "backup_passphrase": str,
    "keep_readings": _kept,
    "tz": _zone,
    "crawl_allow": _allowed,
    "crawl_concurrency": _whole(1, 256),
    "crawl_delay": _between(0, 86_400),
    "feed_usgs": _feed,
    "feed_worldbank": _feed,
    "feed_opendota": _feed,
    "map_tiles": _tiles,
    "search_engine": _choice("trie"),
    "search_forms": _choice("on", "off"),
    "rank_title": _between(0, 100),
    "rank_half_life": _between(0.01, 1_000_000),
    "rank_floor": _between(0, 1),
    "rank_visits": _between(0, 100),
    "log": _choice("text", "json"),
}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (the process's own by default).

    Raises `SettingsError` with one line that names the first setting that cannot be used.
    """
    env = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for name, read in _READERS.items():
        raw = value_of(env, name)
        if not raw:
            continue
        try:
            if name in SECRETS:
                masks.learn(raw)
            values[name] = read(raw)
        except ValueError as error:
            said = shown(raw) if name in SECRETS else repr(raw)
            raise SettingsError(f"HUD_{name.upper()}={said} cannot be used: {error}") from None
    if "smtp_url" in values and "mail_from" not in values:
        raise SettingsError("HUD_SMTP_URL is set without HUD_MAIL_FROM: say who letters are from")
    return msgspec.convert(values, Settings)
