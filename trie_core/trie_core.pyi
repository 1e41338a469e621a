"""A small text index that remembers when each word stood on a page.

Positions and widths are in code points. Errors of its own are all `TrieCoreError`; a value of the wrong type
is a `TypeError`, a negative width an `OverflowError`.
"""

from collections.abc import Collection, Iterable, Sequence
from os import PathLike
from typing import Any, final

SEGMENT_FORMAT: int
"""Raised whenever the layout of segment files changes: an index of another one is built anew."""

TOKENIZER_VERSION: int
"""Raised whenever the words of some text could come out differently: stored pages are then read again."""

QUERY_MESSAGES: dict[str, str]
"""All that a `QuerySyntax` can say, by code: the sentences to translate."""

QUERY_NOTES: dict[str, str]
"""All that a `Note` can say, by kind: the sentences to translate."""

# ---- errors --------------------------------------------------------------------------------------

class TrieCoreError(ValueError):
    """Whatever trie_core refuses."""

class QuerySyntax(TrieCoreError):
    """A query that contradicts itself; str() is an English sentence that says what to do."""

    position: int
    """Where in the query, in code points from its beginning; at most its length."""
    code: str
    """Which problem it is, the same for ever: "bad-day", "two-days"… (the keys of `QUERY_MESSAGES`)."""
    part: str
    """The beginning of what stands there, at most 40 characters."""

class Corrupt(TrieCoreError):
    """A damaged or foreign file; says which and what."""

class VersionMismatch(TrieCoreError):
    """A file made by another format version."""

class Locked(TrieCoreError):
    """Another writer holds the index."""

# ---- text ----------------------------------------------------------------------------------------

def words(text: str) -> list[str]:
    """The normalised words in order of appearance, at most 64 bytes of UTF-8 each.

    Half of a surrogate pair counts as U+FFFD, which is part of no word.

    >>> words("Flood in Ålesund: 3,5 m!")
    ['flood', 'in', 'ålesund', '3,5', 'm']
    """

def count(text: str) -> dict[str, int]:
    """Each distinct word with how often it stands in the text, in order of first appearance.

    >>> count("No flood, no news")
    {'no': 2, 'flood': 1, 'news': 1}
    """

def counts(texts: Sequence[str]) -> list[dict[str, int]]:
    """`count` for many texts at once, without the interpreter's lock."""

def snippet(text: str, words: Sequence[str], *, width: int = 240) -> list[tuple[str, bool]]:
    """The best piece of about `width` characters around the words: parts in order, True = marked.

    Best is the piece with the most distinct phrases, then the most distinct words, then the most
    occurrences, then the earliest; without a match the beginning. A word that ends in "*" is a prefix, one
    that ends in "~" or "~2" stands for all within so many edits, and one without accents for those that
    are written like it with some; several words in one string are a phrase, marked as a whole. "…" stands
    where something was left out, white space and control characters come as one blank, direction marks
    are left out.

    >>> snippet("The flood stood in the cellars.", ["flood", "cellar*"])
    [('The ', False), ('flood', True), (' stood in the ', False), ('cellars', True), ('.', False)]
    """

@final
class Text:
    """A text from which passages are cut again and again; str() is the text, bool() whether any is seen."""

    def __new__(cls, text: bytes) -> Text:
        """From UTF-8; what is not counts as U+FFFD."""
    def __bool__(self) -> bool: ...
    @property
    def nbytes(self) -> int:
        """Bytes of memory, roughly, with what is remembered of where its words stand."""

def snippets(
    texts: Sequence[Text], words: Sequence[str], *, width: int = 240
) -> list[list[tuple[str, bool]]]:
    """`snippet` for many texts at once, without the interpreter's lock."""

def fingerprint(*parts: bytes) -> str:
    """32 hexadecimal digits that tell bytes from others, and where one part ends; no secret (XXH3)."""

# ---- sentences -----------------------------------------------------------------------------------

SENTENCES_VERSION: int
"""Raised whenever some text could give other sentences or hashes: those of two versions are not compared."""

def sentences(text: str, language: str = "") -> list[tuple[int, int]]:
    """Where each sentence stands, in order: (start, end) in code points, as `text[start:end]`.

    A line is never joined with the next; in a line sentences end as Unicode says (UAX #29), but not with an
    abbreviation of the language, a tag such as "nl" or "fr-CA" ("" where none is known: all five lists are
    asked). White space (Unicode's) is part of no sentence, everything else is part of one.

    >>> text = "Opening hours\\nMr. Smith sells bread, cheese etc. He closes at 5 p.m."
    >>> [text[start:end] for start, end in sentences(text, "en")]
    ['Opening hours', 'Mr. Smith sells bread, cheese etc.', 'He closes at 5 p.m.']
    """

def sentence_hashes(text: str, language: str = "") -> bytes:
    """The hash of each sentence of `sentences`, in order: eight bytes each, little-endian.

    XXH3 (64 bits) of the sentence in Unicode's form C with each run of white space as one blank: the same
    sentence has the same hash on every machine and in every version of the page.

    >>> sentence_hashes("One  two. Three.", "en") == sentence_hashes("One two.\\nThree.", "en")
    True
    >>> len(sentence_hashes("One two. Three.", "en"))
    16
    """

def compare_sentences(older: str, newer: str, language: str = "") -> Changes:
    """What became of the sentences of the older text; both are cut in the same language.

    Time and memory are about linear in the texts, also where they have little in common.

    >>> older = "Open at 9. Free entry. Toilets. Dogs welcome."
    >>> newer = "Dogs welcome. Open at 10. Free entry. Toilets. Bring cash."
    >>> changes = compare_sentences(older, newer, "en")
    >>> changes.kept, len(changes.moved), changes.removed
    (2, 1, [])
    >>> [newer[start:end] for start, end in changes.added]
    ['Bring cash.']
    >>> [(older[a:b], newer[c:d]) for (a, b), (c, d) in changes.changed]
    [('Open at 9.', 'Open at 10.')]
    """

@final
class Changes:
    """What became of the sentences of two texts. Made by `compare_sentences`.

    Sentences are (start, end) in code points of their own text, pairs are (older, newer). Each sentence of
    the older text is kept, moved, changed or removed, each of the newer one kept, moved, changed or added.
    """

    @property
    def kept(self) -> int:
        """How many stand in both texts and in order."""
    @property
    def moved(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Those that stand elsewhere, in the newer text's order."""
    @property
    def changed(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Those that share half their words or more with one at the same place, in the newer text's order."""
    @property
    def removed(self) -> list[tuple[int, int]]:
        """Those that only the older text has."""
    @property
    def added(self) -> list[tuple[int, int]]:
        """Those that only the newer text has."""

# ---- differences ---------------------------------------------------------------------------------

def difference(
    older: str,
    newer: str,
    language: str = "",
    *,
    numbers: bool = False,
    case: bool = False,
    space: bool = False,
) -> Difference:
    """The script that leads from one text to another: by sentence, inside changed ones by word.

    `numbers` leaves out other numbers and dates, `case` capitals, `space` white space inside sentences: then
    what is kept may differ in just that. Time and memory are about linear; the same texts always give the
    same script.

    >>> older = "Open at 9. Free entry. Toilets. Dogs welcome."
    >>> newer = "Dogs welcome. Open at 10. Free entry. Toilets. Bring cash."
    >>> found = difference(older, newer, "en")
    >>> [step.kind for step in found.steps]
    ['moved-here', 'changed', 'kept', 'moved-away', 'added']
    >>> [(older[a:b], newer[c:d]) for (a, b), (c, d) in found.steps[1].words]
    [('Open at ', 'Open at '), ('9', ''), ('', '10'), ('.', '.')]
    >>> [step.kind for step in difference(older, newer, "en", numbers=True).steps][1:2]
    ['kept']
    """

def sentence_keys(
    text: str,
    language: str = "",
    *,
    numbers: bool = False,
    case: bool = False,
    space: bool = False,
) -> bytes:
    """The number of each sentence, in order, eight bytes each, by which some sentences are the same.

    They are those that differ only in what `difference` leaves out. The sentences are those of `sentences`.

    >>> sentence_keys("3 boats.", numbers=True) == sentence_keys("14 boats.", numbers=True)
    True
    """

def carried(older: str, newer: str) -> float:
    """The share of the words of the newer sentence that the older one has: 0 to 1.

    >>> carried("Open daily at 9.", "Open daily at 10.")
    0.75
    """

@final
class Difference:
    """A script that leads from one text to another. Made by `difference`."""

    @property
    def older(self) -> list[tuple[int, int]]:
        """Where the older text's sentences stand, in code points."""
    @property
    def newer(self) -> list[tuple[int, int]]:
        """Where the newer text's sentences stand, in code points."""
    @property
    def steps(self) -> list[Step]:
        """In the order in which both texts are read."""

@final
class Step:
    """One step of a script: sentences of both texts by their numbers.

    One that was removed or added has nothing on the other side; where, its empty range says. A sentence that
    moved stands in a script twice, each time with its places on both sides.
    """

    @property
    def kind(self) -> str:
        """ "kept", "changed", "moved-away", "moved-here", "removed" or "added"."""
    @property
    def older(self) -> tuple[int, int]:
        """From which sentence of the older text to before which; one, but where some are kept."""
    @property
    def newer(self) -> tuple[int, int]:
        """The same in the newer text."""
    @property
    def words(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Parts of one that changed: where each stands in the older and in the newer text, in code points.

        Together they are both sentences. One side of a part that was removed or added is empty.
        """

@final
class Since:
    """Since when each sentence of a text stands. It is told of older and older versions, by their hashes.

    Equal sentences are told apart by their places.

    >>> hashes = [sentence_hashes(text) for text in ("A\\nB\\nC", "A\\nB", "A", "B\\nA")]
    >>> since = Since(hashes[0])
    >>> for older in hashes[1:]:
    ...     since.older(older)
    >>> since.found()
    [(3, 3, None), (3, 1, 3), (0, 0, None)]
    """

    def __new__(cls, hashes: bytes) -> Since:
        """The text itself, by what `sentence_hashes` gives of it."""
    def older(self, hashes: bytes) -> None:
        """Reads the version before the one that was read last; nothing (b"") where there was no page."""
    def found(self) -> list[tuple[int, int, int | None]]:
        """For each sentence, by how many versions older: the first that has it, the first of those that have
        it without a break up to the text itself, and the newest before that break that has it.
        """

# ---- pages ---------------------------------------------------------------------------------------

@final
class Html:
    """What a page says. Made by `read_html`."""

    @property
    def title(self) -> str:
        """Its title, else its first heading, else its `og:title`; one line of at most 500 characters."""
    @property
    def main(self) -> str:
        """Its main text, a line a paragraph; with the rest at most two million bytes of UTF-8."""
    @property
    def rest(self) -> str:
        """The other words on it, hidden ones too; alternative texts and its description last."""
    @property
    def source(self) -> str:
        """Where its words stand: on the "page", in its "noscript" only, or "nowhere"."""
    @property
    def data(self) -> list[str]:
        """Its structured data (JSON-LD), where its words stand nowhere; else nothing."""
    @property
    def language(self) -> str:
        """What the root or a `content-language` declares."""
    @property
    def base(self) -> str:
        """The href of the first `base`, as it stands."""
    @property
    def canonical(self) -> str:
        """The href of the canonical link, as it stands."""
    @property
    def robots(self) -> str:
        """Directives for all robots or for `hud`, separated by commas."""
    @property
    def refresh(self) -> str:
        """The content of the first refreshing `meta`."""
    @property
    def drawn(self) -> bool:
        """Whether scripts, frames or a refreshing `meta` may bring words that do not stand here."""
    @property
    def framed(self) -> bool:
        """Whether it is a set of frames, whose words stand in the pages they show."""
    @property
    def whole(self) -> int:
        """Bytes of main text and rest before they were cut."""
    @property
    def frames(self) -> list[str]:
        """Where the pages in its frames are, as it stands there, each once, without fragments."""
    @property
    def hrefs(self) -> list[str]:
        """Where it links to, as it stands there, each once, without fragments; no `nofollow` links."""
    def links(self, origin: str, folder: str) -> list[tuple[str, bool]]:
        """The hrefs made absolute, True, or as they stand, False, where that takes a parser of addresses."""
    def packed(self) -> list[bytes]:
        """Title, main text and rest as MessagePack strings, made without decoding them for Python."""
    def sample(self, most: int) -> str:
        """The first characters of the main text, or of the rest where there is none."""
    def is_empty(self) -> bool:
        """Whether it says nothing beside its title and its description."""

def is_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8 throughout; a tenth of the time of decoding them, and nothing is made."""

def read_html(page: bytes, xml: bool = False) -> Html:
    """Reads a page in UTF-8; what is not counts as U+FFFD. Linear in its size. `xml`: by the rules of XML.

    Raises `TrieCoreError` for a page nested too deep, with too many attributes in a tag or too many parts.
    """

def read_markdown(text: bytes) -> Html:
    """Reads a text in Markdown, in UTF-8, as the page that is made of it. Raises like `read_html`."""

# ---- queries -------------------------------------------------------------------------------------

@final
class Note:
    """Something in a query that was read otherwise than it was typed. Never an error."""

    @property
    def kind(self) -> str:
        """Which it is, the same for ever: "open-quote", "too-many-words"… (the keys of `QUERY_NOTES`)."""
    @property
    def message(self) -> str:
        """How it was read, as an English sentence: what `QUERY_NOTES` has for the kind."""
    @property
    def position(self) -> int:
        """Where in the query, in code points from its beginning."""
    @property
    def text(self) -> str:
        """The beginning of what stands there, at most 40 characters."""
    def __eq__(self, other: object, /) -> bool: ...

@final
class Query:
    """A parsed query; str() is its canonical form, which parses to the same meaning. Made by `parse`.

    The plain words may be missing where few pages have them all; everything else holds for every page.
    """

    @property
    def text(self) -> str:
        """As it was typed."""
    @property
    def words(self) -> list[str]:
        """The words that a match contains, normalised, once each; prefixes with "*" at the end, similar
        ones with "~" or "~2". `Hit.words` tells which words they are in a page, `snippet` marks them."""
    @property
    def marks(self) -> list[str]:
        """What to mark in a text: the words, but those of a phrase together, with blanks between."""
    @property
    def plain(self) -> list[str]:
        """The plain words, beginnings (`pack*`) and similar words (`wrod~`), normalised, once each: pages
        that have only some come after those that have all. Empty where AND, OR, NOT or brackets were used."""
    @property
    def strict(self) -> bool:
        """Whether all words are needed: by AND, OR, NOT or brackets, or because fewer than two are plain."""
    @property
    def after(self) -> str | None:
        """The day or time of `after:` ("2026-01-31", "2026-01-31T15:00", with ":30", "Z" or "+01:00" behind
        it where that was typed); the latest of several. A month or year is its first day."""
    @property
    def before(self) -> str | None:
        """The day or time of `before:`; the earliest of several. A month or year is its last day."""
    @property
    def at(self) -> str | None:
        """The day or time of `at:`; a month or year is its last day."""
    @property
    def in_all(self) -> bool:
        """Whether `in:all` asks for menus, footers and asides too."""
    @property
    def url(self) -> str | None:
        """The address behind `url:`, as written: only that page is meant. The index knows no addresses, so
        whoever searches looks the page up; `url:` alone leaves a query that finds every page."""
    @property
    def address(self) -> str | None:
        """The address that the query is and nothing beside it, as pasted; the query also has its words."""
    @property
    def sites(self) -> list[str]:
        """The sites of `site:` that every result is on."""
    @property
    def languages(self) -> list[str]:
        """The codes of the languages of `lang:` that every result is in."""
    @property
    def tags(self) -> list[str]:
        """The tags of `tag:` that every result has."""
    @property
    def loosened(self) -> str | None:
        """The text without brackets and with AND, OR and NOT as words, so that its plain words loosen; None
        where it has none of them."""
    @property
    def timeless(self) -> str:
        """The text without `after:`, `before:` and `at:`."""
    @property
    def anywhere(self) -> str:
        """The text without the `site:`, `lang:` and `url:` that hold for every result."""
    @property
    def notes(self) -> list[Note]:
        """What was read otherwise than it was typed, at most one of each kind, by position."""
    def __eq__(self, other: object, /) -> bool: ...

def language_code(written: str) -> str | None:
    """The code of a language by code or name, as behind `lang:`; None for what is none.

    >>> language_code("Dutch"), language_code("nl-BE"), language_code("klingon")
    ('nl', 'nl', None)
    """

def site_name(written: str) -> str | None:
    """The host of a site, as behind `site:`, without scheme, port and path; None for what is none.

    >>> site_name("https://Example.org/a")
    'example.org'
    """

def tag_name(written: str) -> str | None:
    """A tag as it is kept, of one written as behind `tag:`; None for what is empty, too long or has a comma.

    >>> tag_name(" #City  Council")
    'city council'
    """

def parse(text: str, *, typing: bool = False) -> Query:
    """Parses a query.

    What is no query is read as words (see `Query.notes`); a text without a word finds nothing. With
    `typing` it is one that somebody is still writing: the last word is a prefix unless something ends it,
    and an open bracket or quotation mark, an operator or a name with a colon at the end says nothing yet.

    Raises `QuerySyntax` for operators that contradict each other and for a day that cannot be.

    >>> query = parse("Flood cellars")
    >>> query.words
    ['flood', 'cellars']
    >>> str(parse("heavy floo", typing=True))
    'heavy floo*'
    """

# ---- one immutable segment -----------------------------------------------------------------------

@final
class Segment:
    """One immutable file: a dictionary, the runs of every word, pages and versions.

    Times are microseconds since 1970 (UTC), pages unsigned 32-bit numbers, ordinals count a page's versions
    from 0. A damaged or foreign file raises `Corrupt`, one of another format or tokeniser `VersionMismatch`.

    >>> segment = Segment.from_texts([(1, 0, "the flood"), (2, 0, "flood after flood")])
    >>> len(segment), "flood" in segment
    (3, True)
    >>> segment.runs("flood")
    [('main', 1, 0, 0, 1), ('main', 2, 0, 0, 2)]
    >>> segment.complete("f"), segment.similar("flod")
    (['flood'], [('flood', 1)])
    >>> Segment.from_bytes(segment.to_bytes()).ordinal("the")
    2
    """

    @staticmethod
    def from_rows(rows: Iterable[tuple[str, int, int, int]]) -> Segment:
        """From (word, page, time, count): each distinct time of a page is a version of it, the field is main.

        Counts of one word in one version add up; a count of 0 only makes the version.
        """
    @staticmethod
    def from_texts(texts: Iterable[tuple[int, int, str]]) -> Segment:
        """From (page, time, text): tokenises, counts, builds. A page has one text of one time."""
    @staticmethod
    def open(path: str | PathLike[str]) -> Segment:
        """Maps a file read-only."""
    @staticmethod
    def from_bytes(data: bytes) -> Segment:
        """Reads a segment from a copy of the bytes."""
    @staticmethod
    def merge(segments: Sequence[Segment]) -> Segment:
        """One segment of several, oldest first: what newer ones say of a page supersedes older ones."""
    def save(self, path: str | PathLike[str]) -> None:
        """Writes the file whole or not at all: another name, flushed, renamed."""
    def to_bytes(self) -> bytes:
        """The bytes of the file."""
    def verify(self) -> None:
        """Looks at every structure; raises `Corrupt` with the first that is wrong."""
    def __len__(self) -> int:
        """Distinct words."""
    def __contains__(self, word: str, /) -> bool: ...
    def ordinal(self, word: str, /) -> int | None:
        """The word's place in byte order."""
    def contains(self, words: Iterable[str]) -> list[bool]:
        """`in` for many words; lets the GIL go once for all."""
    def ordinals(self, words: Iterable[str]) -> list[int | None]:
        """`ordinal` of many words; lets the GIL go once for all."""
    def word(self, ordinal: int) -> str:
        """The word at a place; IndexError when there is none."""
    def complete(self, prefix: str, limit: int = 10) -> list[str]:
        """Words that begin so, in byte order."""
    def similar(self, word: str, distance: int = 2, limit: int = 10) -> list[tuple[str, int]]:
        """Words within so many insertions, deletions, replacements and swaps of neighbours (at most 2).

        A word with a digit in it is near itself only.
        """
    def runs(self, word: str) -> list[tuple[str, int, int, int, int]]:
        """(field, page, first ordinal, last ordinal, count) as stored, title before main before rest."""
    @property
    def nbytes(self) -> int:
        """Bytes of the file."""

# ---- an index directory --------------------------------------------------------------------------

@final
class Version:
    """What a page said from one change to the next; of a page that is gone nothing is kept but the times."""

    def __new__(
        cls,
        *,
        first_read: int,
        last_read: int,
        title: str,
        main: str,
        rest: str,
        language: str = "",
        gone: bool = False,
        minor: bool = False,
    ) -> Version: ...
    @property
    def first_read(self) -> int:
        """When it was first read, in microseconds since 1970 (UTC)."""
    @property
    def last_read(self) -> int:
        """When it was last read."""
    @property
    def title(self) -> str:
        """The title."""
    @property
    def main(self) -> str:
        """The main text."""
    @property
    def rest(self) -> str:
        """Menus, footers, asides."""
    @property
    def language(self) -> str:
        """Its language tag, or nothing."""
    @property
    def gone(self) -> bool:
        """Whether the page was gone."""
    @property
    def minor(self) -> bool:
        """Whether it differs in the rest alone from the version before, whose title and main text it has."""

@final
class Writer:
    """The one writer of an index directory; safe to share between threads, a context manager.

    >>> from tempfile import TemporaryDirectory
    >>> folder = TemporaryDirectory()
    >>> calm = Version(first_read=10, last_read=20, title="Weather", main="a calm day", rest="")
    >>> storm = Version(first_read=30, last_read=30, title="Weather", main="a storm", rest="")
    >>> with Writer(folder.name) as writer:
    ...     writer.put(1, 0, [calm], site="example.org")
    ...     writer.put(1, 1, [storm], site="example.org")  # the page's next version
    ...     writer.commit()
    1
    >>> Index.open(folder.name).history("storm")  # on page 1 from version 1 on, since 30, until now, once
    [(1, 1, 1, 30, None, 1)]
    >>> folder.cleanup()
    """

    def __new__(cls, path: str | PathLike[str], *, wait: float = 0.0) -> Writer:
        """Opens or begins an index and clears away what a killed writer left.

        Raises `Locked` when another writer still holds it after `wait` seconds.
        """
    def put(self, page: int, start: int, versions: Sequence[Version], *, site: str) -> None:
        """From ordinal `start` on this is the page's history, oldest first; what was known is superseded.

        start=0 says the page anew, start=n goes on, no versions from 0 delete it. Raises `TrieCoreError` when
        ordinals before `start` are unknown, times run backwards or a minor version is no part of a major one.
        """
    def touch(self, page: int, ordinal: int, last_read: int) -> None:
        """An unchanged reading of a known version."""
    def delete(self, page: int) -> None:
        """Forgets a page; an unknown one is no error."""
    def commit(self, cursor: int | None = None) -> int:
        """Freezes what was put, flushes and publishes it; returns the generation.

        Without changes nothing is written. When it fails, what was put is still there to be committed again.
        """
    def reader(self) -> Index:
        """An index of what is published and all that was put since, at once: nothing is written or flushed.

        Its answers are those after the next `commit`; `generation` and `cursor` are those published last, so
        nothing should be remembered by them. What a reader froze stays in memory until it is committed.
        """
    def merge(self, *, all: bool = False) -> None:
        """Merges what `commit` would, or everything into one segment."""
    def rollback(self) -> None:
        """Forgets what was put since the last commit."""
    def close(self) -> None:
        """Lets go of the lock; what was not committed is forgotten."""
    def __enter__(self) -> Writer: ...
    def __exit__(self, *_args: object) -> None: ...
    @property
    def cursor(self) -> int | None:
        """The caller's bookmark, as committed last."""
    @property
    def generation(self) -> int:
        """The generation published last."""
    @property
    def pending(self) -> int:
        """About how many bytes of memory the uncommitted changes hold."""

def published_files(path: str | PathLike[str]) -> list[tuple[str, int]]:
    """Name and length in bytes of each segment of an index directory's newest generation.

    Raises `Corrupt` when the manifest is damaged or not there, `VersionMismatch`, `OSError`.
    """

def check_files(path: str | PathLike[str], *, rate: int | None = None) -> int:
    """Reads all published files and compares them with the manifest's checksums; the bytes read.

    Nothing is mapped, so neither a cut file nor one that is open elsewhere deceives it. At most `rate` bytes
    are read in a second. Raises `Corrupt` for the first file that is another one, `VersionMismatch`, and
    `OSError` for one that is missing or cannot be read.
    """

@final
class Index:
    """One generation of an index directory; safe to share between threads, unmoved by later commits."""

    @staticmethod
    def open(path: str | PathLike[str], *, forms: bool = True) -> Index:
        """Opens the newest generation; an empty or absent directory is generation 0.

        With `forms` a word stands for its other forms too, and in Dutch, Swedish and Norwegian for compounds
        with it: each in the versions of its language.
        """
    @property
    def generation(self) -> int:
        """Raised with every publication."""
    @property
    def cursor(self) -> int | None:
        """The writer's bookmark."""
    @property
    def pages(self) -> int:
        """Pages that have versions."""
    @property
    def versions(self) -> int:
        """Versions of all pages."""
    @property
    def earliest(self) -> int | None:
        """When the oldest version was first read, where a ruler begins; None without pages."""
    @property
    def words(self) -> int:
        """Distinct words; counted anew at each call when there are several segments."""
    @property
    def nbytes(self) -> int:
        """Bytes of all segments."""
    @property
    def segments(self) -> int:
        """Segments it is made of."""
    def search(
        self,
        query: Query | str,
        *,
        window: tuple[int, int] | None = None,
        ever: bool = False,
        at: int | None = None,
        site: str | None = None,
        language: str | None = None,
        tag: str | None = None,
        tagged: Tags | None = None,
        order: str = "best",
        limit: int = 10,
        offset: int = 0,
        now: int | None = None,
        ruler: int | Sequence[int] = ...,
        sites: int = 0,
        tags: int = 0,
        languages: bool = False,
        page: int | None = None,
        before: bool = False,
        weights: Weights | None = None,
        visits: Visits | None = None,
        work: int | None = None,
        loosen: bool = True,
        stopwords: Collection[str] | None = None,
    ) -> Answer:
        """Answers a query, about the current version of each page unless a time is given.

        window: versions that stood at some moment of it, both ends included, the latest counts. A version
        stands from its first reading up to, but not at, the next one's; a current one still does.
        at: the version that stood then; ever: any version. order: best, newest or oldest.
        ruler: how many bins of equal length from `earliest` to `now`, or where bins begin, ascending (at
        most 10,000); a window of a bin finds the pages the bin counts. sites, tags: how many rows; languages:
        count the pages in each; page: that page alone; before: count pages that matched only before.
        work: how much of older versions may be looked at for phrases (see `Answer.at_least`).
        tagged: which pages have which tags, what `tag` and `tag:` of the query mean by them.
        weights and visits are what the order "best" goes by; without visits nobody opened anything.
        `after:`, `before:` and `at:` inside the query are days, which the caller turns into times.

        loosen: where fewer pages than `limit` satisfy the whole query, pages follow that have only some of
        its plain words (`Query.plain`), best first; by time they only do so where nothing satisfies it.
        `total`, `before`, ruler and sites leave them out, `most` counts them, `Hit.missing` says what they
        lack. `limit` is the size of a page of results: with the same one, `offset` runs on from the first
        kind into the second. Of `stopwords` (as `words` gives them) alone none is found there, and they do
        not weigh, unless the query has no other words.

        >>> from tempfile import TemporaryDirectory
        >>> folder = TemporaryDirectory()
        >>> calm = Version(first_read=10, last_read=20, title="Weather", main="a calm day", rest="")
        >>> storm = Version(first_read=30, last_read=30, title="Weather", main="a storm", rest="")
        >>> with Writer(folder.name) as writer:
        ...     writer.put(1, 0, [calm, storm], site="example.org")
        ...     generation = writer.commit()
        >>> index = Index.open(folder.name)
        >>> index.search("storm").total, index.search("calm").total
        (1, 0)
        >>> tagged = Tags([("sea", "1")])
        >>> [index.search(f"storm tag:{tag}", tagged=tagged).total for tag in ("sea", "sky")]
        [1, 0]
        >>> [(hit.page, hit.version, hit.until) for hit in index.search("calm", at=15).hits]
        [(1, 0, 30)]
        >>> folder.cleanup()
        """
    def search_many(
        self,
        queries: Iterable[Query | str],
        *,
        window: tuple[int, int] | None = None,
        ever: bool = False,
        at: int | None = None,
        site: str | None = None,
        language: str | None = None,
        tag: str | None = None,
        tagged: Tags | None = None,
        order: str = "best",
        limit: int = 10,
        offset: int = 0,
        now: int | None = None,
        ruler: int | Sequence[int] = ...,
        sites: int = 0,
        tags: int = 0,
        languages: bool = False,
        page: int | None = None,
        before: bool = False,
        weights: Weights | None = None,
        visits: Visits | None = None,
        work: int | None = None,
        loosen: bool = True,
        stopwords: Collection[str] | None = None,
    ) -> list[Answer]:
        """`search` for each of the queries with the same other arguments; lets the GIL go once for all.

        None is answered when one cannot be parsed.
        """
    def __contains__(self, word: str, /) -> bool:
        """Whether a word stands in the index, anywhere and at any time."""
    def contains(self, words: Iterable[str]) -> list[bool]:
        """`in` for many words; lets the GIL go once for all."""
    def is_light(self, query: Query | str, most: int) -> bool:
        """Whether a query is nothing but words that stand somewhere, in `most` runs or fewer.

        Then `search` and `did_you_mean` take no longer than a moment.
        """
    def why_none(
        self,
        query: Query | str,
        *,
        window: tuple[int, int] | None = None,
        ever: bool = False,
        at: int | None = None,
        site: str | None = None,
        language: str | None = None,
        tag: str | None = None,
        tagged: Tags | None = None,
        page: int | None = None,
        work: int | None = None,
    ) -> list[tuple[str, int, int, int]]:
        """Which part of a query fails: (part, pages, pages with `in:all`, pages at any time) for each.

        Parts are the words, beginnings and phrases that are not below a NOT, as the query spells them; each
        is looked for by itself, with the other arguments, `site:` and `lang:` of the query. `pages` and the
        last number are of title and main text, the first two of the time asked for.
        """
    def why_not(
        self,
        query: Query | str,
        page: int,
        *,
        window: tuple[int, int] | None = None,
        ever: bool = False,
        at: int | None = None,
        tagged: Tags | None = None,
        work: int | None = None,
    ) -> list[tuple[str, str, bool, bool, bool]]:
        """Which part of a query a page lacks: (part, kind, here, with `in:all`, at any time) for each.

        Parts are what every result has to satisfy, plain words among them, as the query spells them; each is
        looked for by itself. A kind is word, prefix, phrase, similar, site, lang, tag, not or or.
        """
    def did_you_mean(self, query: Query | str, *, language: str | None = None) -> str | None:
        """The query with plain words that stand nowhere in the index put right; nothing else is changed.

        By the edits people make, frequency and language: with `language` (or `lang:` in the query) words that
        stand on pages in it, else rather those in the language of most pages with the query's other words.
        """
    def meant(self, query: Query | str, *, language: str | None = None) -> tuple[str, bool] | None:
        """The same, and whether it is sure: each word put right has four letters and is one edit away."""
    def complete(self, prefix: str, limit: int = 10) -> list[tuple[str, int]]:
        """(word, current pages with it in title or main text), most pages first."""
    def similar(self, word: str, distance: int = 2, limit: int = 10) -> list[tuple[str, int, int]]:
        """(word, distance, current pages), nearest first, then most pages."""
    def history(self, word: str, *, all: bool = False) -> list[tuple[int, int, int, int, int | None, int]]:
        """(page, first ordinal, last ordinal, first_read, until or None, count) in title and main text.

        `all` adds the rest. By page, then time; neighbours with equal counts are one row.
        """
    def timeline(self, page: int) -> list[tuple[int, int, int | None, bool, bool]]:
        """(first_read, last_read, until or None, gone, minor) by ordinal; empty for an unknown page."""
    def language(self, page: int) -> str | None:
        """The language of the page's current version."""
    def stats(self) -> dict[str, int]:
        """generation, segments, pages, versions, words, bytes."""
    def verify(self) -> None:
        """Looks at every structure of every segment; raises `Corrupt`."""

@final
class Weights:
    """The numbers of the ranking formula; ValueError for those it cannot bear.

    A page's score is BM25 of the query's words, times its recency, times what visits give it.
    """

    def __new__(
        cls,
        *,
        saturation: float = 1.2,
        length: float = 0.75,
        title: float = 3.0,
        rest: float = 0.25,
        half_life_days: float = 180.0,
        floor: float = 0.75,
        visits: float = 0.5,
        form: float = 0.5,
        compound: float = 0.4,
    ) -> Weights: ...
    @property
    def saturation(self) -> float:
        """How soon more of a word stops counting: BM25's k1."""
    @property
    def length(self) -> float:
        """How much long pages are held back, 0 to 1: BM25's b."""
    @property
    def title(self) -> float:
        """A word in the title counts as this many in the main text."""
    @property
    def rest(self) -> float:
        """A word in menus, footers and asides counts as this much of one in the main text."""
    @property
    def half_life_days(self) -> float:
        """After so many days the share of the score that fades is halved."""
    @property
    def floor(self) -> float:
        """The share of the score that does not fade, 0 to 1."""
    @property
    def visits(self) -> float:
        """A page that people open all the time is worth so much more than one that nobody opens."""
    @property
    def form(self) -> float:
        """Another form of a word counts as this much of the word itself, 0 to 1."""
    @property
    def compound(self) -> float:
        """A compound with a word counts as this much of the word itself, 0 to 1."""

@final
class Visits:
    """How often people open each page; those not named are not opened. Lives in a file beside the index."""

    def __new__(cls, rows: Sequence[tuple[int, float]]) -> Visits:
        """Pages and how often each was opened; what is no number above zero is left out."""
    @staticmethod
    def open(path: str | PathLike[str]) -> Visits:
        """Reads a file; one that is not there is empty, a damaged one Corrupt."""
    def save(self, path: str | PathLike[str]) -> None:
        """Writes the file anew, whole or not at all."""
    def __len__(self) -> int: ...
    def __getitem__(self, page: int, /) -> float: ...

@final
class Tags:
    """Which pages have which tags: what `tag:` of a query stands for, and what `Answer.tags` counts."""

    def __new__(cls, rows: Sequence[tuple[str, str]]) -> Tags:
        """Tags, each with the numbers of its pages between commas. Raises `ValueError` for anything else."""
    def __len__(self) -> int: ...
    def __getitem__(self, tag: str, /) -> list[int]:
        """The pages that have a tag, ascending."""
    def of(self, page: int) -> list[str]:
        """The tags that a page has, in the order of the alphabet."""

@final
class Answer:
    """The answer to a query."""

    @property
    def total(self) -> int:
        """Pages that satisfy the whole query."""
    @property
    def most(self) -> int:
        """Further pages that have only some of the plain words; 0 when they were not wanted or not needed."""
    @property
    def at_least(self) -> bool:
        """Not all older versions were looked at for a phrase: pages, bins and sites are at least so many."""
    @property
    def before(self) -> int | None:
        """Pages of which a version matches but not the current one; None unless asked, or with a time."""
    @property
    def first_seen(self) -> int | None:
        """When the first version that ever matched was first read, when the ruler was asked for."""
    @property
    def hits(self) -> list[Hit]:
        """The hits asked for; made when first looked at."""
    def rows(self, *fields: str) -> list[tuple[Any, ...]]:
        """For each hit a tuple of the fields named, which are those of `Hit`; quicker than hits one by one.

        "counts" is a cell for each of `words` with its count. AttributeError for other names.
        """
    @property
    def words(self) -> list[str]:
        """The query's positive words and what they stand for: other forms, compounds, words with accents, or
        similar to one with a `~`."""
    @property
    def marks(self) -> list[str] | None:
        """What `snippets` is to mark in the texts of the hits; None where that is `Query.marks`."""
    @property
    def ruler(self) -> list[tuple[int, int]]:
        """(beginning of the bin, pages of which a matching version was alive in it).

        A bin ends a microsecond before the next one, the last one at `now`. Bins of equal length are fewer
        than asked for when there are not so many microseconds.
        """
    @property
    def span(self) -> tuple[int, int, int] | None:
        """The beginning of the ruler's first bin and of its last one, and how many there are."""
    @property
    def curve(self) -> memoryview:
        """The ruler's pages alone, as a read-only buffer of unsigned 64-bit numbers."""
    @property
    def sites(self) -> list[tuple[str, int]]:
        """(site, matching pages), most first."""
    @property
    def tags(self) -> list[tuple[str, int]]:
        """(tag, matching pages that have it), most first; of those in `tagged`, where it was asked for."""
    @property
    def languages(self) -> list[tuple[str, int]]:
        """(primary subtag of a language, matching pages in it), most first, when it was asked for."""
    @property
    def took_ns(self) -> int:
        """Nanoseconds spent in the core."""
    def __len__(self) -> int:
        """How many hits there are here."""

@final
class Hit:
    """One page that matches, with its matching version."""

    @property
    def page(self) -> int:
        """The page's number."""
    @property
    def version(self) -> int:
        """The version's ordinal."""
    @property
    def first_read(self) -> int:
        """When that version was first read."""
    @property
    def last_read(self) -> int:
        """When it was last read; without `in:all` its minor versions too, through which its life runs on."""
    @property
    def until(self) -> int | None:
        """When the next version was first read, without `in:all` the next that is not minor."""
    @property
    def minor(self) -> bool:
        """Whether it is a minor version, which only a query with `in:all` finds."""
    @property
    def since(self) -> int:
        """When the page began to match without a break; with words missing, to have some."""
    @property
    def versions(self) -> int:
        """The page's versions that are neither gone nor minor."""
    @property
    def score(self) -> float:
        """The rank; 0 unless ordered by it. Comes after whether words are missing."""
    @property
    def missing(self) -> list[str]:
        """The plain words that the page lacks, as the query spells them; [] if it satisfies the whole query.

        Stop words are named only where nothing else is missing.
        """
    @property
    def words(self) -> dict[str, int]:
        """The count of each positive word of the query, and of those that it stands for and the page has:
        with accents, or similar to one with a `~`."""
