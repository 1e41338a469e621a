"""Content of a page as one reading brought it, and the digest by which two contents are told apart."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.extract import EXTRACTOR_VERSION, Extracted
from app.pages import bodies, texts
from app.pages.digests import short
from app.pages.models import Page, Version
from app.pages.summaries import summary_of
from app.pages.texts import Text
from app.text import TOKENIZER_VERSION


@dataclass(frozen=True, slots=True)
class Content:
    """Texts and bytes of a page, read at `at` (µs)."""

    extracted: Extracted
    body: bytes
    content_type: str
    at: int

    @property
    def text(self) -> Text:
        """Main text and rest."""
        return Text(self.extracted.main, self.extracted.rest)

    @property
    def digest(self) -> bytes:
        """The digest of title and main text."""
        return digest(self.extracted)


def digest(extracted: Extracted) -> bytes:
    """The digest that tells versions apart: of title and main text."""
    return _digest(extracted.title, extracted.main)


def is_blank(version: Version) -> bool:
    """Whether a version has no main text."""
    return version.digest == _digest(version.title, "")


def _digest(title: str, main: str) -> bytes:
    return short(f"{title}\0{main}".encode())


def fill(session: Session, version: Version, content: Content) -> None:
    """Make `version` say what was read."""
    extracted = content.extracted
    version.title, version.language, version.digest = extracted.title, extracted.language, content.digest
    put_text(session, version, content)


def put_text(session: Session, version: Version, content: Content) -> None:
    """Keep text and bytes that were read as those of `version`, whose title, language and digest stay.

    What changed against the version before is summed up: of a minor one in its rest.
    """
    page = version.page_id
    version.summary = summary_of(session, version, content.text)
    version.text_number = texts.keep(session, page, content.text, version.language)
    version.body_number = bodies.keep(session, page, content.body, content.content_type)
    version.extractor, version.tokenizer = EXTRACTOR_VERSION, TOKENIZER_VERSION
    version.parts = session.get_one(Page, page).parts
