"""Tables of addresses: CSV, TSV and the like, with a header that says which column is which.

Pocket, Instapaper, Raindrop, Wallabag, Readwise and spreadsheets write them, each with other names in
another order.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

import msgspec

from app.mark import N_
from app.pages.imports.item import NO_ADDRESS, Item, is_no_page, item, refused

_DELIMITERS = "\t,;|"
_URL = (
    *("url", "uri", "link", "href", "source_url", "original_url", "given_url", "resolved_url", "page_url"),
    *(
        "web_address",
        "webaddress",
        "address",
        "bookmark_url",
        "website",
        "site_url",
        "permalink",
        "loc",
        "adresse",
    ),
)
"""Names of the column with the address, the surest first."""
_TITLE = ("title", "name", "page_title", "resolved_title", "description", "text", "titel", "titre")
_FOLDER = (
    "folder",
    "collection",
    "folder_path",
    "category",
    "group",
    "list",
    "path",
    "location",
    "map",
    "mapp",
)
_TAGS = ("tags", "tag", "document_tags", "labels", "label", "keywords", "topics", "tag_names")
_NAME = re.compile(r"[^a-z0-9]+")
_HTTP = re.compile(r"\s*https?://\S+\s*$", re.IGNORECASE)
_LOOK = 50  # lines from which it is seen whether a file without a header is a table
_CELL_MOST = 10_000_000
_OPEN = N_("A quotation mark in this line is never closed.")


class Columns(msgspec.Struct, frozen=True):
    """Which column holds what, from 0; `url` may be several, of which the first with an address counts."""

    delimiter: str
    url: tuple[int, ...]
    title: int | None = None
    folder: int | None = None
    tags: int | None = None
    has_header: bool = True


def columns_of(text: str) -> Columns | None:
    """How a table is laid out; None when it is none."""
    start = text[:200_000].lstrip("\r\n ")
    first = start.partition("\n")[0].rstrip("\r")
    if separator := re.match(r"sep=(.)\s*$", first, re.IGNORECASE):  # a word to Excel
        first = start.partition("\n")[2].partition("\n")[0].rstrip("\r")
        return _by_header(first, separator[1])
    for delimiter in _DELIMITERS:
        if (found := _by_header(first, delimiter)) is not None:
            return found
    return _by_rows(start)


def from_table(text: str, columns: Columns) -> Iterator[Item]:
    """The items of a table, row by row."""
    wanted = not columns.has_header
    for place, row in _rows(text, columns.delimiter):
        if isinstance(row, str):
            yield refused(row, _OPEN, place=place)
        elif not any(cell.strip() for cell in row) or (place == 1 and row[0].lower().startswith("sep=")):
            continue
        elif not wanted:
            wanted = True
        elif (found := _item(row, columns, place)) is not None:
            yield found


def _item(row: Sequence[str], columns: Columns, place: int) -> Item | None:
    def cell(number: int | None) -> str:
        return row[number].strip() if number is not None and number < len(row) else ""

    given = columns.delimiter.join(row)
    address = next((found for number in columns.url if (found := cell(number))), "")
    if not address:
        return refused(given, NO_ADDRESS, place=place)
    if is_no_page(address):
        return None
    title = cell(columns.title)
    return item(
        address,
        place=place,
        given=given,
        title="" if title == address else title,
        folder=cell(columns.folder),
        tags=split_tags(cell(columns.tags)),
    )


def split_tags(text: str) -> list[str]:
    """Tags as programs write them into one cell: a JSON list, or separated by bars, semicolons or commas."""
    if text.startswith("["):
        try:
            return [str(tag) for tag in msgspec.json.decode(text, type=list[str])]
        except msgspec.DecodeError:
            text = text.strip("[]")
    for mark in "|;,":
        if mark in text:
            return text.split(mark)
    return text.split() if text.startswith("#") else [text]


def _by_header(line: str, delimiter: str) -> Columns | None:
    if delimiter not in line and _NAME.sub("_", line.strip(' "').lower()).strip("_") not in _URL:
        return None
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return None
    names = [_NAME.sub("_", cell.lower()).strip("_") for cell in cells]
    urls = tuple(names.index(name) for name in _URL if name in names)
    if not urls or any(_HTTP.match(cell) for cell in cells):
        return None
    return Columns(delimiter, urls, _first(names, _TITLE), _first(names, _FOLDER), _first(names, _TAGS))


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _by_rows(start: str) -> Columns | None:
    """A table without header, if all of its first rows have an address in the same column."""
    for delimiter in ",;":
        try:
            rows = [
                row
                for _, row in zip(
                    range(_LOOK), csv.reader(io.StringIO(start), delimiter=delimiter), strict=False
                )
                if row
            ]
        except csv.Error:
            continue
        widths = {len(row) for row in rows}
        if not rows or len(widths) != 1 or widths == {1}:
            continue
        urls = [number for number in range(len(rows[0])) if all(_HTTP.match(row[number]) for row in rows)]
        others = [cell for row in rows for number, cell in enumerate(row) if number not in urls]
        # A comma may be part of an address; a blank or a quotation mark beside it cannot.
        if len(urls) == 1 and ('"' in start or any(" " in cell.strip() for cell in others)):
            title = next((number for number in range(len(rows[0])) if number != urls[0]), None)
            return Columns(delimiter, tuple(urls), title, has_header=False)
    return None


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the line it begins in; the text of one whose quotation mark is never closed.

    Such a mark would swallow the lines up to the next one. It is known by the number of columns, or by the
    end of the list; the lines it swallowed are rows of their own then.
    """
    csv.field_size_limit(_CELL_MOST)
    lines = text.splitlines(keepends=True) if "\r" not in text else io.StringIO(text, newline="").readlines()
    width, begin, alone_until = 0, 0, 0
    while begin < len(lines):
        end = begin + 1 if begin < alone_until else len(lines)
        reader = csv.reader((lines[number] for number in range(begin, end)), delimiter=delimiter)
        read = begin
        try:
            for row in reader:
                first, read = read, begin + reader.line_num
                width = width or len(row)
                if read - first > 1 and _is_open(
                    lines[first:read], row, width, delimiter, is_last=read == len(lines)
                ):
                    yield first + 1, lines[first]
                    alone_until, read = read, first + 1
                    break
                yield first + 1, row
        except csv.Error:
            yield read + 1, lines[read]
            read += 1
        begin = max(read, begin + 1)


def _is_open(raw: Sequence[str], row: Sequence[str], width: int, delimiter: str, *, is_last: bool) -> bool:
    """Whether a row of several lines is one only because a quotation mark in it was never closed.

    Then it has too few columns, or swallowed what is a row with an address by itself.
    """
    if len(row) != width or (is_last and sum(line.count('"') for line in raw) % 2 == 1):
        return True
    for line in raw[1:]:
        cells = line.rstrip("\r\n").split(delimiter)
        if len(cells) == width and any(_HTTP.match(cell) for cell in cells):
            return True
    return False
