"""Values that break forms: too long, no text, markup, templates, numbers beyond any column, other encodings.

A value is what is sent for one field, already as the bytes of a url-encoded form where it starts with %.
"""

from __future__ import annotations

MARK = "<hud-attack onmouseover=x>"
"""What may never stand in a page as it was sent."""

VALUES: tuple[str, ...] = (
    "",
    " ",
    "\t\n",
    "0",
    "-1",
    "1",
    "1.5",
    "1e400",
    "NaN",
    "9" * 5_000,
    str(2**31),
    str(2**63),
    str(-(2**63) - 1),
    str(2**64),
    "٣",  # a digit to Python's int(), though no ASCII
    "1_000",
    "true",
    "on",
    "null",
    "a" * 256,
    "a" * 10_000,
    "é" * 2_001,
    "ﷺ" * 300,  # grows eighteenfold when it is normalised
    "İıſß",
    "\u202edcba\u202c",
    "fl\u200bood\u2060",
    "\ufffd",
    "\ufeff",
    "\u2028\r\nSet-Cookie: a=b",
    "a\x00b",
    "\x1b[31m\x07",
    "𝕳𝖚𝖉" * 20,
    "👩‍👩‍👧‍👦" * 40,
    MARK,
    f'"><script>alert(1)</script>{MARK}',
    "javascript:alert(1)",
    "{{7*7}}{% include '/etc/passwd' %}${7*7}",
    "%(name)s %s %d {0} {}",
    "' OR '1'='1'; DROP TABLE page; --",
    "100% _under\\",
    "../../../etc/passwd",
    "//evil.example/",
    "/\\evil.example",
    "/pages/?x=\r\nLocation: https://evil.example",
    "http://[",
    "http://[::1]:99999/",
    "https://example.org/%zz?%ff#%00",
    "https://" + "a." * 200 + "org/",
    "https://xn--\u00df.example/",
    "https://example.org:0/",
    "file:///etc/passwd",
    "https://user:secret@example.org/",
    "mailto:someone@example.org",
    "someone@" + "example." * 40 + "org",
    "a@b\r\nBcc: c@d",
    "Europe/Amsterdam",
    "../../etc/localtime",
    "2026-02-30",
    "9999-12-31T23:59:59",
    "0000-00-00",
    "flood OR (",
    '"' * 50,
    "(" * 2_000,
    "a OR " * 2_000,
    "nl",
    "xx-invalid-locale",
    "admin",
)

ENCODED: tuple[bytes, ...] = (
    b"%ED%A0%80",  # half a character
    b"%C0%AF",  # a slash that is too long
    b"%F8%88%80%80%80",
    b"%00",
    b"%",
    b"%u0041",
    b"\xff\xfe",
    b"%E2%80%AE",
)

NUMBERS: tuple[str, ...] = (
    "1",
    "2",
    "3",
    "0",
    "-1",
    str(2**31),
    str(2**63),
    str(10**30),
    "1_0",
    "x",
    "%00",
    "٣",
)
"""In the place of a number in an address."""

NAMES: tuple[str, ...] = (
    "x",
    "%3Chud-attack%20onmouseover=x%3E",
    "..%2f..%2fetc%2fpasswd",
    "%ED%A0%80",
    "a" * 3_000,
)
"""In the place of a name in an address."""

BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b"[" * 1_000 + b"]" * 1_000),
    ("application/json", b'{"a":' * 1_000 + b"1" + b"}" * 1_000),
    ("application/json", b'{"url": "\\ud800", "depth": NaN}'),
    ("application/json; charset=utf-16", '{"url": "https://example.org"}'.encode("utf-16")),
    ("application/json", b"\xef\xbb\xbf{}"),
    ("text/plain", b"name=admin"),
    ("", b"name=admin"),
    ("application/x-www-form-urlencoded", b""),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(300))),
    ("application/x-www-form-urlencoded", b"name" + b"[a]" * 3_000 + b"=1"),
    ("application/x-www-form-urlencoded", b"=" * 1_000 + b"&" * 1_000 + b";" * 1_000),
    ("application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-script+AD4-"),
    ("application/x-www-form-urlencoded", b"name=" + b"x" * 1_000_001),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=x", b"--x--"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../a\x00.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n" + b"\x00" * 100 + b"\r\n--x--",
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.svg"\r\n\r\n'
        b"<svg onload=x/>\r\n--x--",
    ),
    ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 1_000 + b"\r\n1\r\n--x--"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300 + b"--"),
)
"""Whole bodies, with what they say they are."""
