"""Forms become structs, and what does not fit is said beside its field."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import pytest

from app.web.request.forms import RawForm, decode, empty


class Order(msgspec.Struct):
    """A form with a field of each kind."""

    name: Annotated[str, msgspec.Meta(min_length=2, max_length=5)]
    count: Annotated[int, msgspec.Meta(ge=1, le=9)] = 3
    kind: Literal["a", "b"] = "a"
    agreed: bool = False
    password: str = ""
    note: str | None = None


def test_a_form_that_fits_becomes_the_struct() -> None:
    form = decode(
        Order, RawForm({"name": " Ann ", "count": "4", "kind": "b", "agreed": "on", "password": " x "})
    )
    assert form.data == Order(name="Ann", count=4, kind="b", agreed=True, password=" x ")  # noqa: S106
    assert form.errors == {}


def test_blank_fields_take_their_default() -> None:
    assert decode(Order, RawForm({"name": "Ann", "count": " "})).data == Order(name="Ann")


def test_fields_nobody_declared_are_ignored() -> None:
    form = decode(Order, RawForm({"name": "Ann", "is_admin": "1", "id": "7"}))
    assert form.data == Order(name="Ann")
    assert "is_admin" not in form.values


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({}, "name", "field is required"),
        ({"name": "A"}, "name", "at least 2"),
        ({"name": "Annabel"}, "name", "at most 5"),
        ({"name": "Ann", "count": "10"}, "count", "from 1 to 9"),
        ({"name": "Ann", "count": "many"}, "count", "from 1 to 9"),
        ({"name": "Ann", "count": "1" * 400}, "count", "from 1 to 9"),
        ({"name": "Ann", "kind": "c"}, "kind", "Choose one"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(fields: dict[str, str], field: str, words: str) -> None:
    form = decode(Order, RawForm(fields))
    assert form.data is None
    assert list(form.errors) == [field]
    assert words in form.errors[field]


def test_every_field_that_fails_has_its_own_words() -> None:
    assert set(decode(Order, RawForm({"count": "0", "kind": "z"})).errors) == {"name", "count", "kind"}


def test_a_password_is_never_sent_back() -> None:
    form = decode(Order, RawForm({"name": "A", "password": "secret"}))
    assert form.values["password"] == ""


def test_an_empty_form_has_a_value_for_each_field() -> None:
    assert empty(Order, name="x").values == {
        "name": "x",
        "count": "",
        "kind": "",
        "agreed": "",
        "password": "",
        "note": "",
    }
