"""One process of a crowd that tries passwords: `crowd.py URL ADDRESS NUMBER ACCOUNT PASSWORD`.

It tries four at a time. It says "ready", waits for a line, then
prints a word for each try: in, wrong, closed or busy.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from app.accounts.attempts import Attempts
from app.accounts.service import sign_in
from app.clock import now
from app.db import Database
from app.web.errors import Busy, TooMany

AT_ONCE = 4


def main(url: str, address: str, number: str, account: str, password: str) -> None:
    """Try `number` times."""
    db = Database(url)
    attempts = Attempts(b"the secret of all processes")

    def attempt(_: int) -> str:
        try:
            found = sign_in(db, attempts, account, password, now(), address=address)
        except TooMany:
            return "closed"
        except Busy:
            return "busy"
        return "in" if found else "wrong"

    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        print(*pool.map(attempt, range(int(number))), flush=True)  # noqa: T201


main(*sys.argv[1:])
