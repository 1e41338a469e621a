"""Two squares made from what strangers send: nothing of the file comes through but its pixels."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from app.images import pictures
from app.images.head import MOST_PIXELS, read_head
from tests.images.drawn import BLUE, RED, empty_png, encoded, picture


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["WEBP"])


def _near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=False))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_four_kinds_become_two_squares(kind: str) -> None:
    data = encoded(picture(), kind)
    head = read_head(data)
    assert head is not None
    assert (head.kind, head.width, head.height) == (kind, 300, 200)
    made = pictures.make(data)
    assert _opened(made.small).size == (64, 64)
    large = _opened(made.large)
    assert large.size == (256, 256)
    assert _near(large.convert("RGB").getpixel((40, 40)), BLUE)
    assert _near(large.convert("RGB").getpixel((220, 220)), RED)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_turned_as_its_camera_says(orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = picture().transpose(turns[orientation]) if orientation in turns else picture()
    exif = Image.Exif()
    exif[0x0112] = orientation
    large = _opened(pictures.make(encoded(lying, "JPEG", exif=exif, quality=95)).large).convert("RGB")
    assert _near(large.getpixel((40, 40)), BLUE)
    for place in ((220, 40), (40, 220), (220, 220)):
        assert _near(large.getpixel(place), RED), place


def test_nothing_of_the_file_but_its_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif.get_ifd(0x8825)[1] = "N"
    jpeg = encoded(picture(), "JPEG", exif=exif, comment=b"SECRET-PLACE")
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "SECRET-PLACE")
    png = encoded(picture(), "PNG", pnginfo=note, exif=exif)
    for data in (jpeg, png):
        assert b"SECRET-PLACE" in data
        made = pictures.make(data)
        for size in (made.small, made.large):
            assert b"SECRET" not in size
            assert _opened(size).info.keys() <= {"loop", "background", "timestamp", "duration"}
            assert not _opened(size).getexif()


def test_see_through_picture_stays_so() -> None:
    clear = Image.new("RGBA", (90, 90), (0, 0, 0, 0))
    assert _opened(pictures.make(encoded(clear)).large).getpixel((100, 100)) == (0, 0, 0, 0)


@pytest.mark.parametrize(("width", "height"), [(13_000, 13_000), (65_535, 1), (0, 5), (2**31, 2**31)])
def test_bomb_is_refused_before_it_is_decoded(
    width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was decoded")

    monkeypatch.setattr(pictures, "_made", never)
    with pytest.raises(pictures.Refused, match="too many pixels"):
        pictures.make(empty_png(width, height))


def test_bomb_that_hides_its_size_ends_its_own_process_only() -> None:
    honest = encoded(picture(), "GIF")
    # The screen says 300 by 200, the frame on it 65,535 by 65,535.
    at = honest.index(b",", 13)
    lying = honest[: at + 5] + struct.pack("<HH", 65_535, 65_535) + honest[at + 9 :]
    with pytest.raises(pictures.Refused, match="damaged"):
        pictures.make(lying)
    assert pictures.make(honest).large


def test_largest_picture_that_is_taken_can_be_decoded() -> None:
    wide = Image.new("L", (10_000, MOST_PIXELS // 10_000), 128)
    assert _opened(pictures.make(encoded(wide, "PNG", compress_level=1)).large).size == (256, 256)


def test_real_pictures_are_taken_or_refused_in_a_sentence(shared_data: Path) -> None:
    folder = shared_data / "images" / "exif-orientation"
    upright = _opened(pictures.make((folder / "Portrait_1.jpg").read_bytes()).large).convert("L")
    for number in range(2, 9):
        turned = pictures.make((folder / f"Portrait_{number}.jpg").read_bytes())
        other = _opened(turned.large).convert("L")
        far = sum(abs(a - b) for a, b in zip(upright.tobytes(), other.tobytes(), strict=True)) / 256**2
        assert far < 25, number
    hostile = shared_data / "images" / "pillow" / "Tests" / "images"
    for name in ("decompression_bomb.gif", "truncated_jpeg.jpg", "truncated_image.png", "broken.png"):
        with pytest.raises(pictures.Refused):
            pictures.make((hostile / name).read_bytes())
