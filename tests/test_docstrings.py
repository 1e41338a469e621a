"""The lint of modules' first lines finds riddles in Python and in Rust, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docstrings import complaints, problem_of


@pytest.mark.parametrize(
    ("source", "suffix"),
    [
        ('"""What a lease is."""\n', ".py"),
        ('# encoding\n"""\nWho asks: nobody."""\nimport os\n', ".py"),
        ("'''Whose it is.'''\n", ".pyi"),
        ("//! Where a snippet begins.\n", ".rs"),
        ("//!How: so.\nuse std;\n", ".rs"),
    ],
)
def test_a_question_word_is_found(source: str, suffix: str) -> None:
    assert "not with" in str(problem_of(source, suffix))


@pytest.mark.parametrize(
    ("source", "suffix"),
    [("import os\n", ".py"), ("use std;\n", ".rs"), ("//!\nuse std;\n", ".rs"), ('"""  """\n', ".py")],
)
def test_a_module_without_a_first_line_is_found(source: str, suffix: str) -> None:
    assert problem_of(source, suffix) == "say in a first line what the module is for"


@pytest.mark.parametrize(
    ("source", "suffix"),
    [
        ("", ".py"),
        ('"""Leases of jobs: what they are, and who holds them."""\n', ".py"),
        ('"""Whatnot, howling and whoop are other words."""\n', ".py"),
        ('"""Clock."""\n\ndef what() -> None:\n    """What a function does is its own affair."""\n', ".py"),
        ("//! Storage of bytes.\n//! Where they lie comes later.\n", ".rs"),
    ],
)
def test_anything_else_passes(source: str, suffix: str) -> None:
    assert problem_of(source, suffix) is None


def test_each_complaint_names_its_file(tmp_path: Path) -> None:
    for name in ("app/jobs/lease.py", "trie_core/src/lib.rs", "locale/what.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('"""What it is."""\n' if name.endswith(".py") else "//! Words.\n")
    assert [line.split(": ")[0] for line in complaints(tmp_path)] == ["app/jobs/lease.py:1"]
