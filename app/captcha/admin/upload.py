"""An admin's own picture: looked at before it is decoded, and kept as pixels without anything else."""

from __future__ import annotations

import warnings
from io import BytesIO

import msgspec
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from PIL import Image, UnidentifiedImageError

from app.captcha.image.stock import lossless
from app.i18n import N_
from app.web.errors import BadRequest
from app.web.request import HudRequest

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 4_000_000
LEAST_SIDE = 40
WIDEST = 480
_CHANGE = 24  # of 255: how far apart the lightest and the darkest pixel are at least

NO_PICTURE = N_("Choose a PNG, JPEG or WebP image.")
TOO_MANY = N_("The image has more than four million pixels. Choose a smaller one.")
TOO_SMALL = N_("The image is too small. It must be at least 40 pixels wide and high.")
EMPTY = N_("The image is blank.")
BROKEN = N_("The image cannot be read. It may be damaged.")


class Sent(msgspec.Struct, frozen=True):
    """What came with the form: the file's bytes and the fields beside it."""

    body: bytes
    values: dict[str, str]


SentBody = NamedDependency[Sent]


class PictureError(ValueError):
    """A file that is not taken; the text is a sentence for the admin, to be translated."""


async def read_sent(request: HudRequest) -> Sent:
    """The form with a file in it, as browsers send it; the name and type they give it mean nothing."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise BadRequest(N_("This address only accepts form data."))
    form = await request.form()
    file = form.get("picture")
    body = await file.read() if isinstance(file, UploadFile) else b""
    return Sent(body, {name: value for name, value in form.items() if isinstance(value, str)})


def cleaned(body: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture made anew from its pixels, at most `WIDEST` wide, and its size.

    Raises `PictureError`. The size is known before a pixel is decoded, so a bomb costs nothing.
    """
    if not body:
        raise PictureError(NO_PICTURE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _made_anew(body)
    except UnidentifiedImageError:
        raise PictureError(NO_PICTURE) from None
    except Image.DecompressionBombError:
        raise PictureError(TOO_MANY) from None
    except PictureError:
        raise
    except (OSError, SyntaxError, ValueError):
        raise PictureError(BROKEN) from None


def _made_anew(body: bytes) -> tuple[bytes, tuple[int, int]]:
    with Image.open(BytesIO(body), formats=FORMATS) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise PictureError(TOO_MANY)
        if min(width, height) < LEAST_SIDE:
            raise PictureError(TOO_SMALL)
        picture = opened.convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    low, high = picture.convert("L").getextrema()
    if not isinstance(low, int) or not isinstance(high, int) or high - low < _CHANGE:
        raise PictureError(EMPTY)
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    return lossless(clean), clean.size
