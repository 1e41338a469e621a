"""Pictures as WebP, the one format that HUD writes.

Its part of Pillow is imported by name. Asked for a format that it does not have at hand, Pillow imports all
fifty that it knows: a tenth of a second and 5 MB in each process that writes a picture, and readers that
nobody here wants.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, WebPImagePlugin

FORMAT = WebPImagePlugin.WebPImageFile.format


def encoded(picture: Image.Image, *, quality: int, method: int, lossless: bool = False) -> bytes:
    """The bytes of a file with the pixels of `picture`; what a file says beside them is left out.

    `quality` is Pillow's, 0 to 100, and `method` how much work is spent on few bytes, 0 to 6.
    """
    made = BytesIO()
    picture.save(made, FORMAT, quality=quality, method=method, lossless=lossless)
    return made.getvalue()
