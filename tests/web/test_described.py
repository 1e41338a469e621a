"""The description of the API: whole, true to the routes, and with nothing in it that is none of the API."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from app.search.request import SearchRequest
from app.web.errors import BY_STATUS
from tests.web.site import signed_in

Client = TestClient[Litestar]
Described = dict[str, Any]


@pytest.fixture
def described(nobody: Client) -> Described:
    """What `/api/schema` answers."""
    found: Described = nobody.get("/api/schema").json()
    return found


def operations(described: Described) -> dict[tuple[str, str], Described]:
    """All operations, by method and path."""
    return {
        (method.upper(), path): operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def test_every_route_of_the_api_is_described_and_no_page_is(nobody: Client, described: Described) -> None:
    routes = {
        (method, route.path_format)
        for route in nobody.app.routes
        if isinstance(route, HTTPRoute) and re.match(r"/api/(?!schema/)", route.path)
        for handler in route.route_handlers
        for method in handler.http_methods - {"OPTIONS"}
    }
    assert ("DELETE", "/api/pages/{page_id}") in routes
    assert set(operations(described)) == routes


def test_every_operation_says_what_it_does_and_each_parameter_what_it_means(described: Described) -> None:
    names = [operation["operationId"] for operation in operations(described).values()]
    assert len(set(names)) == len(names)
    tags = {tag["name"] for tag in described["tags"]}
    for place, operation in operations(described).items():
        assert operation["summary"], place
        assert operation["description"], place
        assert "anyio" not in operation["description"], place
        assert set(operation["tags"]) <= tags, place
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (place, parameter)


def test_every_error_of_every_operation_has_the_one_shape(described: Described) -> None:
    known = described["components"]["responses"]
    for place, operation in operations(described).items():
        answers = operation["responses"]
        assert {"400", "401", "431", "503"} <= set(answers), place
        assert [status for status in answers if status < "4"], place
        for status, answer in answers.items():
            if status >= "4":
                name = answer["$ref"].removeprefix("#/components/responses/")
                schema = known[name]["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Refusal"}, (place, status)
                assert BY_STATUS[int(status)].__name__ == name, (place, status)
    for name in ("Busy", "TooMany"):
        assert "Retry-After" in known[name]["headers"]
    assert "WWW-Authenticate" in known["Unauthorized"]["headers"]


def test_what_changes_something_needs_a_token_and_may_be_refused(described: Described) -> None:
    for (method, path), operation in operations(described).items():
        changes = method != "GET"
        assert operation["security"] == ([{"token": []}] if changes else [{}, {"token": []}]), path
        assert ("403" in operation["responses"]) is changes, path
        names_something = "{" in path or path.startswith("/api/series")
        assert ("404" in operation["responses"]) is names_something, path
        has_body = "requestBody" in operation
        assert ({"413", "415", "422"} <= set(operation["responses"])) is has_body, path


def test_a_search_is_described_by_what_reads_it(described: Described) -> None:
    (operation,) = described["paths"]["/api/search"].values()
    listed = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
    assert list(listed) == list(SearchRequest.__struct_encode_fields__)
    assert (listed["page"]["minimum"], listed["page"]["maximum"]) == (1, 100)
    assert listed["order"]["enum"] == ["best", "newest", "oldest"]
    assert listed["typing"]["enum"] == ["0", "1"]


def test_there_is_nothing_below_the_description_but_its_file(nobody: Client) -> None:
    assert nobody.get("/api/schema/openapi.json").json() == nobody.get("/api/schema").json()
    missing = nobody.get("/api/schema/nothing", headers={"Accept": "text/html"})
    assert (missing.status_code, missing.json()["status"]) == (404, 404)


def test_options_and_405_list_every_method_of_an_address(client: Client) -> None:
    signed_in(client, "admin")
    methods: dict[str, set[str]] = {}
    for route in client.app.routes:
        if isinstance(route, HTTPRoute) and not route.path_parameters:
            for handler in route.route_handlers:
                methods.setdefault(route.path, set()).update(handler.http_methods)
    assert methods["/api/pages"] == {"GET", "POST", "OPTIONS"}
    for path, taken in methods.items():
        allowed = ", ".join(sorted(taken | ({"HEAD"} if "GET" in taken else set())))
        assert client.options(path).headers["allow"] == allowed, path
        refused = client.request("TRACE", path)
        assert (refused.status_code, refused.headers["allow"]) == (405, allowed), path


def test_a_parameter_of_a_query_takes_the_bounds_of_its_struct(described: Described) -> None:
    (operation,) = described["paths"]["/api/suggest"].values()
    (parameter,) = operation["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("q", "query", False)
    assert msgspec.json.encode(described)


def test_every_time_is_told_as_iso_8601(client: Client, described: Described) -> None:
    signed_in(client, "editor")
    shape = described["components"]["schemas"]["ApiPage"]["properties"]
    for name in ("added_at", "last_read", "next"):
        assert "date-time" in str(shape[name]), name
    headers = {"Sec-Fetch-Site": "same-origin"}
    added = client.post("/api/pages", json={"url": "https://example.org/"}, headers=headers).json()
    for name in ("added_at", "next"):
        assert datetime.fromisoformat(added[name]).tzinfo is UTC, name
    assert added["last_read"] is None


def test_a_parameter_that_is_not_described_is_ignored(nobody: Client) -> None:
    assert nobody.get("/api/pages", params={"q": "flo", "nothing": "x"}).status_code == 200
