"""Hand-made pages, and one extractor that the tests of a process share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.extract import Extracted, Extractor, extract_here

PAGES = Path(__file__).parent / "pages"
URL = "https://example.org/a/b/page.html"


def page_of(language: str) -> bytes:
    """The page in that language, as a server would send it."""
    body = (PAGES / f"{language}.html").read_text(encoding="utf-8")
    return body.encode("cp1252") if "iso-8859-1" in body else body.encode()


def read(html: str | bytes, **given: str) -> Extracted:
    """Extract a page given as text or bytes, in this process."""
    body = html.encode() if isinstance(html, str) else html
    asked = {"url": URL, "content_type": "text/html", "x_robots_tag": "", **given}
    return extract_here(
        body, url=asked["url"], content_type=asked["content_type"], x_robots_tag=asked["x_robots_tag"]
    )


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    with Extractor(cpu_s=1.0) as pool:
        yield pool
