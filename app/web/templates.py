"""The Jinja environment: strict, escaped, compiled once, with HUD's filters.

Templates are not looked at again after the first use (unless HUD_DEV is set), and their compiled
form is kept in the data folder, so the first page after a start is as quick as the next.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app import __version__
from app.clock import MINUTE, moment
from app.i18n import (
    current,
    direction,
    format_bytes,
    format_duration,
    format_number,
    offered,
)
from app.i18n.formats import day_in, local, local_in, time_in
from app.i18n.moments import written_in_full
from app.i18n.spoken import say, say_counted, say_counted_in, say_in
from app.memory import tables
from app.pagecache import tag
from app.pagecache.fragments import Fragments
from app.web.compiled import CompiledTemplates
from app.web.output import FORM, Templates
from app.web.response.assets import Assets

_TIMES = 7_000
"""So many times as tags are remembered: lists show the same ones again and again."""
_USUAL = re.compile(r"https?://[a-z0-9.-]+(?:/|\Z)")
"""The beginning of an address that need not be taken apart to be seen to be one of the web."""


def make_templates(
    folder: Path,
    data_dir: Path,
    assets: Assets,
    fragments: Fragments | None = None,
    *,
    failed: Callable[[OSError], object] = lambda _error: None,
) -> Environment:
    """The environment for the templates under `folder`; their compiled form lies in the data folder.

    `fragments` is where the parts between `{% cache %}` and `{% endcache %}` are kept, nowhere by default.
    `failed` is told of what a compiled template could not be kept for.
    """
    templates = Templates(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=bool(os.environ.get("HUD_DEV")),
        bytecode_cache=CompiledTemplates(data_dir / "cache" / "templates", f"{tag.FORM}{FORM}", failed),
        extensions=["jinja2.ext.i18n", tag.CacheTag],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.fragments = fragments or Fragments(None)  # type: ignore[attr-defined]
    templates.newstyle_gettext = True  # type: ignore[attr-defined]
    templates.globals.update(
        _=say, gettext=say, ngettext=say_counted, pgettext=say_in, npgettext=say_counted_in
    )
    templates.filters.update(
        time=time_tag,
        day=day_tag,
        clock=clock_tag,
        number=format_number,
        bytes=format_bytes,
        duration=format_duration,
        safe_href=safe_href,
    )
    templates.tests.update(same_day_as=is_same_day, same_minute_as=is_same_minute)
    templates.globals.update(
        static=assets.url,
        url=local_url,
        version=__version__,
        direction=direction,
        offered=offered,
    )
    return templates


def local_url(path: str) -> str:
    """A path of this site under the language prefix of the address the reader came by."""
    return current().prefix + path


def time_tag(microseconds: int, ago: bool = False) -> Markup:
    """A `<time>` in the reader's zone and language; with `ago`, the script writes the distance beside it."""
    reader = current()
    return _time_tag(time_in, microseconds, ago, reader.locale, reader.zone)


def day_tag(microseconds: int, ago: bool = False) -> Markup:
    """A `<time>` that shows only the day."""
    reader = current()
    return _time_tag(_day_in, microseconds, ago, reader.locale, reader.zone)


def clock_tag(microseconds: int, seconds: bool = False) -> Markup:
    """A `<time>` that shows only the time of day."""
    reader = current()
    return _time_tag(_seconds_in if seconds else _clock_in, microseconds, False, reader.locale, reader.zone)


@tables.counted(each=600)
@lru_cache(maxsize=_TIMES)
def _time_tag(
    written: Callable[[datetime, str], str], microseconds: int, ago: bool, locale: str, zone: ZoneInfo
) -> Markup:
    """The tag for a reader of this language and zone."""
    exact = moment(microseconds)
    at = local_in(exact, zone)
    # Where it is narrow a line may end between day and time, nowhere else.
    text = written(at, locale).replace(" ", "\u00a0").replace(",\u00a0", ", ")
    mark = " data-ago" if ago else ""
    return Markup(
        f'<time datetime="{exact.isoformat()[:19]}Z" title="{escape(written_in_full(at, locale))}"{mark}>'
        f"{escape(text)}</time>"
    )


def _day_in(at: datetime, locale: str) -> str:
    return day_in(at.date(), locale)


def _clock_in(at: datetime, _locale: str) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def _seconds_in(at: datetime, _locale: str) -> str:
    return f"{at.hour:02}:{at.minute:02}:{at.second:02}"


def is_same_day(one: int, other: int) -> bool:
    """Whether two moments are of one day, to the reader."""
    return local(one).date() == local(other).date()


def is_same_minute(one: int, other: int) -> bool:
    """Whether two moments look the same where no seconds are shown."""
    return one // MINUTE == other // MINUTE


def safe_href(url: str) -> str:
    """An outside address that may stand in a link; anything but http(s) becomes "#"."""
    if _USUAL.match(url):
        return url.rstrip()
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "#"
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else "#"
