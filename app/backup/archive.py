"""Archive of a backup: a ZIP file with a manifest and one entry for each table.

The manifest is written last and read first; a cut file has neither. Each entry is packed with zstd and,
with a passphrase, encrypted; only the names and sizes of the tables can be seen from outside then.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Self, cast

import msgspec
import zstandard

from app.backup import rows as row_files
from app.backup import sealing
from app.backup.errors import BackupError, Damaged
from app.backup.rows import Row

FORMAT = 1
HEAD, MANIFEST, SECRET = "backup.json", "manifest.json", "secret"
_LEVEL = 6
Told = Callable[[int], None]


class Kept(msgspec.Struct, frozen=True):
    """A table in an archive: its columns, how many rows, and the digest of their bytes in key order."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive holds. `schema` is the revision of the database, `change` its last change, `made_at`
    µs."""

    format: int = FORMAT
    hud: str
    schema: str
    database: str
    name: str
    life: str
    change: int
    made_at: int
    tables: Mapping[str, Kept]
    has_secret: bool = False

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(table.rows for table in self.tables.values())


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What can be read without the passphrase; `salt` is hexadecimal, empty when nothing is encrypted."""

    format: int = FORMAT
    salt: str = ""
    cost: int = sealing.COST


class Writer:
    """An archive being written to `file`; it is one only after `finish`."""

    def __init__(self, file: IO[bytes], passphrase: str = "") -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
        salt = os.urandom(16) if passphrase else b""
        self._key = sealing.key_of(passphrase, salt) if passphrase else b""
        self._zip.writestr(HEAD, msgspec.json.encode(Head(salt=salt.hex())))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        # Without a manifest it is none, but it is closed while its file can still be written to.
        with suppress(OSError, ValueError):
            self._zip.close()

    def table(self, name: str, columns: tuple[str, ...], found: Iterator[Row], told: Told) -> Kept:
        """Write a table; `told` is called with the number of rows written since the last call."""
        digest, count = sha256(), 0
        with self._entry(_entry_of(name)) as file:
            for row in found:
                data = row_files.packed(row)
                digest.update(data)
                file.write(data)
                count += 1
                told(1)
        return Kept(columns, count, digest.hexdigest())

    def secret(self, value: bytes) -> None:
        """Write the installation's secret too."""
        with self._entry(SECRET) as file:
            file.write(value)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, and bring everything to the disk."""
        with self._entry(MANIFEST) as file:
            file.write(json.dumps(msgspec.to_builtins(manifest), indent=1).encode())
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())

    @contextmanager
    def _entry(self, name: str) -> Iterator[IO[bytes]]:
        with self._zip.open(name, "w", force_zip64=True) as below:
            outer = cast("IO[bytes]", sealing.Sealing(below, self._key, name)) if self._key else below
            with zstandard.ZstdCompressor(level=_LEVEL).stream_writer(outer, closefd=False) as file:
                yield cast("IO[bytes]", file)
            if outer is not below:
                outer.close()


class Reader:
    """A finished archive; raises `Damaged` for whatever is not one. `ask` gives the passphrase of one that is
    encrypted."""

    def __init__(self, path: Path, ask: Callable[[], str]) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            head = msgspec.json.decode(self._zip.read(HEAD), type=Head)
        except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError, zlib.error, EOFError):
            raise Damaged(f"{path} is no backup of HUD, or it was cut") from None
        if head.format > FORMAT:
            raise BackupError(f"{path} was made by a newer HUD: restore it with that one.")
        try:
            self._key = sealing.key_of(ask(), bytes.fromhex(head.salt), head.cost) if head.salt else b""
            with self._entry(MANIFEST) as file:
                self.manifest = msgspec.json.decode(file.read(), type=Manifest)
        except (msgspec.MsgspecError, ValueError):
            self.close()
            raise Damaged("its manifest cannot be read") from None
        except BackupError:
            self.close()
            raise

    def table(self, name: str) -> Iterator[Row]:
        """The rows of a table, whose count and digest are compared when the last was given."""
        kept = self.manifest.tables[name]
        digest, count = sha256(), 0
        with self._entry(_entry_of(name)) as file:
            for data, row in row_files.unpacked(file, len(kept.columns)):
                digest.update(data)
                count += 1
                yield row
        if (count, digest.hexdigest()) != (kept.rows, kept.sha256):
            raise Damaged(f"the table {name} does not have the digest of the manifest")

    def verify(self, told: Told) -> None:
        """Read everything once; raises `Damaged`."""
        for name in self.manifest.tables:
            for _ in self.table(name):
                told(1)
        if self.manifest.has_secret:
            self.secret()

    def secret(self) -> bytes:
        """The installation's secret, where it was taken along."""
        with self._entry(SECRET) as file:
            return file.read()

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    @contextmanager
    def _entry(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(name) as below:
                outer = cast("IO[bytes]", sealing.Opening(below, self._key, name)) if self._key else below
                with zstandard.ZstdDecompressor().stream_reader(outer, closefd=False) as file:
                    yield io.BufferedReader(cast("io.RawIOBase", file), 1 << 18)
        except (zipfile.BadZipFile, zstandard.ZstdError, KeyError, EOFError, NotImplementedError) as error:
            raise Damaged(f"{name} cannot be read ({type(error).__name__})") from None


def _entry_of(table: str) -> str:
    return f"tables/{table}"
