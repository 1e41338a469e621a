"""Each check and each reading of a request stands once: a second one would sooner or later differ from it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web.context import ROOT

WEB = ROOT / "app" / "web"
CALLS = {
    "is_clean": {"request/text.py", "pipeline/checks.py", "request/forms.py"},
    "is_allowed_host": {"request/parse.py"},
    "client_of": {"request/parse.py"},
    "choose": {"request/parse.py"},
    "split_prefix": {"request/parse.py"},
    "in_zone": {"request/parse.py"},
    "is_own": {"pipeline/checks.py"},
    "may_look": {"pipeline/access.py"},
    "identify_token": {"pipeline/visitors.py", "status.py"},
    "identify": {"pipeline/pipeline.py", "pipeline/visitors.py"},
    "known": {"pipeline/visitors.py"},
    "noting_commits": {"pipeline/pipeline.py"},
    "holds": {"response/answer.py"},
    "etag": {"response/answer.py"},
    "policy": {"response/security.py"},
}
"""Functions, and the only files of app/web that call them."""
TEXTS = {
    "hx-request-type": {"request/info.py"},
    "if-none-match": {"response/answer.py"},
    "authorization": {"request/parse.py"},
    "x-forwarded-proto": {"request/client.py", "request/parse.py"},
    "strict-transport-security": {"response/headers.py"},
    "Content-Security-Policy": {"response/security.py"},
    "HEAD": {"methods.py", "request/parse.py"},
    "__Host-hud": {"request/cookies.py"},
}
"""Names of headers, cookies and methods, and the only files of app/web that write them."""


def trees() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(Path(WEB).rglob("*.py")):
        yield path.relative_to(WEB).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def called(tree: ast.AST) -> set[str]:
    """The names of all functions and methods that are called somewhere."""
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {one.attr for one in functions if isinstance(one, ast.Attribute)} | {
        one.id for one in functions if isinstance(one, ast.Name)
    }


def written(tree: ast.AST) -> set[str]:
    """All texts and bytes in code."""
    values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {value for value in values if isinstance(value, str)} | {
        value.decode("latin-1") for value in values if isinstance(value, bytes)
    }


@pytest.mark.parametrize("name", CALLS)
def test_check_is_made_in_one_place(name: str) -> None:
    found = {path for path, tree in trees() if name in called(tree)}
    assert found, f"nothing calls {name}"
    assert found <= CALLS[name]


@pytest.mark.parametrize("text", TEXTS)
def test_header_is_read_in_one_place(text: str) -> None:
    found = {path for path, tree in trees() if text in written(tree)}
    assert found, f"nothing writes {text}"
    assert found <= TEXTS[text]


def test_pipeline_has_each_step_once_and_in_this_order() -> None:
    tree = dict(trees())["pipeline/pipeline.py"]
    (answer,) = [
        node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef) and node.name == "_answer"
    ]
    calls = [node for node in ast.walk(answer) if isinstance(node, ast.Call)]
    calls.sort(key=lambda node: (node.lineno, node.col_offset))
    names = [
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in calls
    ]
    steps = [
        "check_size",
        "check_host",
        "check_text",
        "check_origin",
        "static_answer",
        "identify",
        "check",
        "authorize_connection",
        "kept",
        "recorded",
        "made",
    ]
    assert [name for name in names if name in steps] == steps
