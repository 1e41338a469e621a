"""Keeps templates compiled in the data folder, for the next start; where that cannot be, HUD does without.

Python reads compiled code without looking whether it is sound, and code that is not may end the process. So
each file begins with a digest of the rest, and a file that does not match is made anew.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex

from jinja2.bccache import Bucket, BytecodeCache

_DIGEST = 32

log = logging.getLogger("hud.web")


class CompiledTemplates(BytecodeCache):
    """Compiled templates in `folder`, whose names end in `form`; `failed` is told when one cannot be kept."""

    def __init__(
        self, folder: Path, form: str, failed: Callable[[OSError], object] = lambda _error: None
    ) -> None:
        self._folder = folder
        self._form = form
        self._failed = failed
        self._said = False

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the compiled template from its file, if there is a sound one."""
        try:
            found = self._path(bucket).read_bytes()
        except OSError:
            return
        digest, code = found[:_DIGEST], found[_DIGEST:]
        if digest != _digest_of(code):
            return
        try:
            bucket.bytecode_from_string(code)
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, ImportError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that is possible."""
        code = bucket.bytecode_to_string()
        path = self._path(bucket)
        draft = path.with_name(f".{path.name}.{token_hex(4)}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_digest_of(code) + code)
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            self._failed(error)
            if not self._said:
                log.warning("templates are compiled again at each start, they cannot be kept: %s", error)
            self._said = True
        else:
            self._said = False

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self._form}"


def _digest_of(code: bytes) -> bytes:
    return blake2b(code, digest_size=_DIGEST).digest()
