"""Output of Jinja's templates, escaped more quickly than Jinja's own code does it.

Jinja makes each value a `Markup` before it joins all of them to plain text. A page of results has a thousand
values, and making that object takes several times as long as escaping.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import markupsafe
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

FORM = blake2b(Path(__file__).read_bytes(), digest_size=4).hexdigest()
"""Templates compiled by another version of this module are of no use."""


def _escaped_text(value: str) -> str:
    return str(escape(value))


def _escaped(value: object) -> str:
    """A value as it may stand in HTML: what is markup already stays, everything else is escaped."""
    return value if type(value) is Markup else escape(value)


class Output(CodeGenerator):
    """Compiles templates to code that escapes each value that it shows, plain text without a detour."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_escaped(frame):
            self.write(f"(environment.escaped_text(value) if type(value := {finalize.src or ''}")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_escaped(frame):
            self.write(f"{')' if finalize.src else ''}) is str else environment.escaped(value))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_escaped(frame: Frame) -> bool:
    """Whether it is known now that values are escaped here."""
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile


class Templates(Environment):
    """An environment whose templates escape so, and are looked up once."""

    code_generator_class = Output
    escaped = staticmethod(_escaped)
    # What `escape` itself calls for plain text; it has no public name.
    escaped_text: Callable[[str], str] = staticmethod(getattr(markupsafe, "_escape_inner", _escaped_text))

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template; one that others include is found without a lock, unless templates are reloaded."""
        if self.auto_reload or parent is None or globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        found = self._included.get(name)
        if found is None:
            found = self._included[name] = super().get_template(name, parent)
        return found

    @cached_property
    def _included(self) -> dict[str, Template]:
        return {}
