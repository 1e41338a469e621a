"""One mailbox is one address, however it is written; what is none is refused."""

from __future__ import annotations

import pytest

from app.accounts.emails import BadEmail, email_key, normalise


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" ann@Example.ORG ", "ann@example.org"),
        ("Ann.B+news@example.org", "Ann.B+news@example.org"),
        ("ann@Bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@例え.jp", "ann@xn--r8jz45g.jp"),
        ("ann@ｅxample.org", "ann@example.org"),
    ],
)
def test_the_domain_goes_to_one_form(typed: str, kept: str) -> None:
    assert normalise(typed) == kept
    assert normalise(kept) == kept


def test_case_makes_no_other_mailbox() -> None:
    assert email_key(normalise("Ann@Example.org")) == email_key(normalise("ann@EXAMPLE.org"))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@localhost",
        "ann@127.0.0.1",
        "ann@[::1]",
        "ann@0x7f.1",
        "a b@example.org",
        "ann@example.org\nBcc: eve@example.org",
        "ann@example.org,eve@example.org",
        "ann@exa/mple.org",
        "ann@exa%2emple.org",
        "ann@eve@example.org",
        "änn@example.org",
        ".ann@example.org",
        "ann@-x.org",
        "a" * 65 + "@example.org",
        "ann@" + "a" * 250 + ".org",
        "ann@example.org\u200b",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadEmail):
        normalise(typed)
