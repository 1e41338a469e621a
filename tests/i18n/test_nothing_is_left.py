"""No page says anything that a translator never sees: under the made-up language all text is accented."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml.html import HtmlElement

from app.settings import Settings
from tests.web.site import running, signed_in

PAGES = [
    "/",
    "/search",
    "/search?q=(",
    "/pages/",
    "/pages/add",
    "/bot",
    "/account/",
    "/account/sign-in",
    "/account/sign-up",
    "/account/forgotten",
    "/account/preferences",
    "/account/password",
    "/account/email",
    "/account/sessions",
    "/account/tokens",
    "/account/delete",
    "/account/people",
    "/account/people/1",
    "/account/jobs",
    "/captcha/",
    "/captcha/1",
    "/nothing",
]
SAID = (
    "aria-label",
    "placeholder",
    "title",
    "alt",
    "data-offline",
    "data-working",
    "data-done",
    "data-broken",
)
# What is the same in every language, and what people have typed themselves.
TAGS = {"code", "pre", "time", "script", "style", "datalist", "option", "textarea"}
CLASSES = {"url", "brand", "name", "avatar", "caret", "n"}
KEPT = re.compile(r"\[[^\[\]]*\]|\b\w+:[\w.-]+|https?://\S+|HUD|UTC|Marie Elise|JPEG|PNG|WebP|User-Agent")
WORD = re.compile(r"\b[a-z]{3,}\b", re.IGNORECASE | re.ASCII)


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Litestar]]:
    """An admin of an installation where the made-up languages are offered."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("builder") / "var")
    with pytest.MonkeyPatch.context() as patch, running(settings) as client:
        patch.setenv("HUD_DEV", "1")
        signed_in(client, name="Marie Elise")
        client.get("/account/sign-up")  # its check has the first pictures drawn
        yield client


def _is_other(node: HtmlElement) -> bool:
    return (
        node.tag in TAGS
        or not CLASSES.isdisjoint(node.get("class", "").split())
        or (node.tag != "html" and node.get("lang") is not None)
    )


def _left(node: HtmlElement) -> Iterator[str]:
    if not isinstance(node.tag, str) or _is_other(node):
        return
    texts = [node.text, *(child.tail for child in node), *(node.get(name) for name in SAID)]
    yield from (text.strip() for text in texts if text and WORD.search(KEPT.sub("", text)))
    for child in node:
        yield from _left(child)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_is_left_untranslated(builder: TestClient[Litestar], path: str) -> None:
    page = lxml.html.fromstring(builder.get(f"/en-XA{path}").text)
    assert page.get("lang") == "en-XA"
    assert list(_left(page)) == []
