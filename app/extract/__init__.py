"""Extraction: hostile HTML in; title, main text, rest, language and links out.

Pages are written by strangers, so everything that is read from one passes through here, and, unless the
caller trusts the page, through a child process that may be lost without losing anything else.
"""

from app.extract.limits import MAX_TEXT
from app.extract.page import extract_here
from app.extract.parts import Part
from app.extract.parts import join as join_parts
from app.extract.pool import Extractor
from app.extract.result import EXTRACTOR_VERSION, Extracted, ExtractError
from app.extract.selection import WHOLE, BadSelector, Parts
from app.extract.selection import check as check_parts

__all__ = [
    "EXTRACTOR_VERSION",
    "MAX_TEXT",
    "WHOLE",
    "BadSelector",
    "ExtractError",
    "Extracted",
    "Extractor",
    "Part",
    "Parts",
    "check_parts",
    "extract_here",
    "join_parts",
]
