"""A program for the tests of the sandbox: it answers, dies, waits or eats memory, as its argument says."""

from __future__ import annotations

import os
import sys
import tempfile
import time

from app.sandbox import limit

if __name__ == "__main__":
    limit(memory=1 << 28, cpu_s=5)
    data = sys.stdin.buffer.read()
    what = sys.argv[1]
    if what == "die":
        os.abort()
    if what == "wait":
        time.sleep(60)
    if what == "eat":
        data *= 1 << 28
    if what == "write":
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
    sys.stdout.buffer.write(data.upper())
