"""Two processes on one database: what one has used up, the other does not take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.db import Database

NUMBERS = 60
CODE = """
import sys
from app.captcha.spent import spend
from app.db import Database
db = Database(sys.argv[1])
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    with db.write() as session:
        if spend(session, f"{number:032x}", 100, 0):
            print(number)
"""


def test_each_number_is_used_up_by_one_of_two_processes(any_database: Database) -> None:
    command = [sys.executable, "-c", CODE, any_database.url, str(NUMBERS)]
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
        for _ in range(2)
    ]
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    used = [int(line) for process in running for line in process.communicate()[0].split()]
    assert [process.returncode for process in running] == [0, 0]
    assert sorted(used) == list(range(NUMBERS))
