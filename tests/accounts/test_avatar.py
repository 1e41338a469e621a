"""A person's picture: what comes out of what is sent, and what is refused with nothing kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image, ImageDraw, PngImagePlugin
from sqlalchemy import func, select

from app.accounts import avatar
from app.accounts.avatar_head import MOST_PIXELS, read_head
from app.accounts.models import Avatar
from app.web.errors import Busy
from tests.web.site import signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}
RED, BLUE = (220, 20, 20), (20, 20, 220)


def _picture(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red, with a blue quarter at the upper left."""
    made = Image.new(mode, (width, height), RED)
    ImageDraw.Draw(made).rectangle((0, 0, width // 2, height // 2), fill=BLUE)
    return made


def _bytes(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["WEBP"])


def _near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=False))


def _send(client: TestClient[Litestar], data: bytes, name: str = "me.png") -> tuple[int, str]:
    answer = client.post("/account/avatar", files={"picture": (name, data, "image/png")}, headers=OWN)
    return answer.status_code, answer.text


def _kept(client: TestClient[Litestar]) -> int:
    with client.app.state.hud.db.read() as session:
        return session.scalar(select(func.count()).select_from(Avatar)) or 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_four_kinds_become_two_squares(kind: str) -> None:
    data = _bytes(_picture(), kind)
    head = read_head(data)
    assert head is not None
    assert (head.kind, head.width, head.height) == (kind, 300, 200)
    made = avatar.make(data)
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
    lying = _picture().transpose(turns[orientation]) if orientation in turns else _picture()
    exif = Image.Exif()
    exif[0x0112] = orientation
    large = _opened(avatar.make(_bytes(lying, "JPEG", exif=exif, quality=95)).large).convert("RGB")
    assert _near(large.getpixel((40, 40)), BLUE)
    for place in ((220, 40), (40, 220), (220, 220)):
        assert _near(large.getpixel(place), RED), place


def test_nothing_of_the_file_but_its_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif.get_ifd(0x8825)[1] = "N"
    jpeg = _bytes(_picture(), "JPEG", exif=exif, comment=b"SECRET-PLACE")
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "SECRET-PLACE")
    png = _bytes(_picture(), "PNG", pnginfo=note, exif=exif)
    for data in (jpeg, png):
        assert b"SECRET-PLACE" in data
        made = avatar.make(data)
        for size in (made.small, made.large):
            assert b"SECRET" not in size
            assert _opened(size).info.keys() <= {"loop", "background", "timestamp", "duration"}
            assert not _opened(size).getexif()


def test_see_through_picture_stays_so() -> None:
    clear = Image.new("RGBA", (90, 90), (0, 0, 0, 0))
    assert _opened(avatar.make(_bytes(clear)).large).getpixel((100, 100)) == (0, 0, 0, 0)


def _png(width: int, height: int) -> bytes:
    """A file of a few bytes that claims a size, with nothing behind it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + head


@pytest.mark.parametrize(("width", "height"), [(13_000, 13_000), (65_535, 1), (0, 5), (2**31, 2**31)])
def test_bomb_is_refused_before_it_is_decoded(
    width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was decoded")

    monkeypatch.setattr(avatar, "_made", never)
    with pytest.raises(avatar.Refused, match="too many pixels"):
        avatar.make(_png(width, height))


def test_bomb_that_hides_its_size_ends_its_own_process_only() -> None:
    honest = _bytes(_picture(), "GIF")
    # The screen says 300 by 200, the frame on it 65,535 by 65,535.
    at = honest.index(b",", 13)
    lying = honest[: at + 5] + struct.pack("<HH", 65_535, 65_535) + honest[at + 9 :]
    with pytest.raises(avatar.Refused, match="damaged"):
        avatar.make(lying)
    assert avatar.make(honest).large


def test_largest_picture_that_is_taken_can_be_decoded() -> None:
    wide = Image.new("L", (10_000, MOST_PIXELS // 10_000), 128)
    assert _opened(avatar.make(_bytes(wide, "PNG", compress_level=1)).large).size == (256, 256)


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil")
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        _bytes(_picture(), "GIF") + _zip(),
        _bytes(_picture(), "JPEG", comment=b"<script>alert(1)</script>"),
        _bytes(_picture(), "JPEG", comment=b"<?php system($_GET[0]); ?>"),
        _bytes(_picture(), "PNG") + b"<html><body onload=alert(1)>",
        _bytes(_picture(), "JPEG", comment=b"%PDF-1.7"),
        _bytes(_picture(), "WEBP") + b"<svg onload=alert(1)>",
    ],
    ids=["gifar", "script", "php", "html", "pdf", "svg"],
)
def test_file_that_is_something_else_too_is_refused(client: TestClient[Litestar], data: bytes) -> None:
    signed_in(client)
    status, text = _send(client, data)
    assert status == 422
    assert "contains more than an image" in text
    assert _kept(client) == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a picture"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "not a JPEG, PNG, WebP or GIF",
        ),
        (b"\x00\x00\x00\x20ftypheic", "not a JPEG, PNG, WebP or GIF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "not a JPEG, PNG, WebP or GIF"),
        (_bytes(_picture(), "BMP"), "not a JPEG, PNG, WebP or GIF"),
        (_bytes(_picture(), "PNG")[:200], "damaged"),
        (_bytes(_picture(900, 900), "JPEG")[:-3_000], "damaged"),
        (b"\xff\xd8\xff", "not a JPEG, PNG, WebP or GIF"),
        (_png(13_000, 13_000), "too many pixels"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    client: TestClient[Litestar], data: bytes, said: str
) -> None:
    signed_in(client)
    status, text = _send(client, data, name="../../etc/passwd\u202egnp.exe")
    assert status == 422
    assert said in text
    assert "passwd" not in text
    assert _kept(client) == 0


def test_picture_is_shown_in_the_menu_and_can_be_taken_away(client: TestClient[Litestar]) -> None:
    signed_in(client, name="Marie Elise")
    assert ">ME</span>" in client.get("/").text
    status, text = _send(client, _bytes(_picture()))
    assert status == 200
    address = text.split('src="/account/avatar/')[1].split('"')[0]
    shown = client.get(f"/account/avatar/{address}")
    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "immutable" in shown.headers["cache-control"]
    assert address.split("/")[0] in client.get("/").text
    client.post("/account/avatar/remove", headers=OWN)
    assert client.get(f"/account/avatar/{address}").status_code == 404
    assert ">ME</span>" in client.get("/").text


def test_new_picture_takes_the_old_one_s_place(client: TestClient[Litestar]) -> None:
    signed_in(client)
    _send(client, _bytes(_picture()))
    first = client.get("/").text.split("/account/avatar/")[1][:32]
    _send(client, _bytes(Image.new("RGB", (100, 100), BLUE)))
    assert _kept(client) == 1
    assert client.get(f"/account/avatar/{first}/small").status_code == 404


def test_nobody_s_upload_is_not_even_read(client: TestClient[Litestar]) -> None:
    assert _send(client, b"x" * 20_000_000)[0] == 401
    assert client.post("/account/avatar/remove", headers=OWN).status_code == 401


def test_many_pictures_at_once_are_asked_to_come_back() -> None:
    data = _bytes(_picture())

    def one(_: int) -> bool:
        try:
            return bool(avatar.make(data).large)
        except Busy:
            return False

    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(one, range(12)))
    assert True in made
    assert False in made
    assert one(0)


def test_upload_that_is_too_large_is_refused_with_its_limit(client: TestClient[Litestar]) -> None:
    signed_in(client)
    status, text = _send(client, b"\xff\xd8\xff" + b"x" * avatar.MOST_BYTES)
    assert status == 413
    assert "larger than 8 MB" in text


def test_upload_that_lies_about_its_length_is_refused_too(client: TestClient[Litestar]) -> None:
    signed_in(client)

    def parts() -> object:
        yield b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
        for _ in range(10):
            yield b"y" * 1_000_000

    headers = OWN | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/account/avatar", content=parts(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b"--x\r\nContent-Disposition: form-data; name=picture\r\n\r\nabc",
        b"--y\r\n\r\n--y--",
        b'--x\r\nContent-Disposition: form-data; name="p"\r\n\r\n\r\n' * 2_000 + b"--x--",
    ],
)
def test_broken_form_is_refused(client: TestClient[Litestar], body: bytes) -> None:
    signed_in(client)
    headers = OWN | {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/account/avatar", content=body, headers=headers).status_code in (400, 413, 422)
    assert _kept(client) == 0


@pytest.mark.parametrize("path", ["x/small", "x/huge", "../small", "%00/small", "x' OR 1=1/large"])
def test_address_of_no_picture_shows_nothing(client: TestClient[Litestar], path: str) -> None:
    assert client.get(f"/account/avatar/{path}").status_code in (400, 404)


def test_real_pictures_are_taken_or_refused_in_a_sentence(shared_data: Path) -> None:
    folder = shared_data / "images" / "exif-orientation"
    upright = _opened(avatar.make((folder / "Portrait_1.jpg").read_bytes()).large).convert("L")
    for number in range(2, 9):
        turned = avatar.make((folder / f"Portrait_{number}.jpg").read_bytes())
        other = _opened(turned.large).convert("L")
        far = sum(abs(a - b) for a, b in zip(upright.tobytes(), other.tobytes(), strict=True)) / 256**2
        assert far < 25, number
    hostile = shared_data / "images" / "pillow" / "Tests" / "images"
    for name in ("decompression_bomb.gif", "truncated_jpeg.jpg", "truncated_image.png", "broken.png"):
        with pytest.raises(avatar.Refused):
            avatar.make((hostile / name).read_bytes())
