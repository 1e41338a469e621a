"""`python -m bench.crawlers SIDE WORK URLS`: read the addresses in a file, print seconds, pages, characters.

The clock runs from the first request to the last page; starting up is not counted on either side.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path


def main(side: str, work: str, listed: str) -> None:
    crawler = importlib.import_module(f"bench.crawlers.by_{side}")
    print(json.dumps(crawler.crawl(Path(listed).read_text().split(), work)))


if __name__ == "__main__":
    main(*sys.argv[1:])
