"""`{% cache "name", value, other=value %}…{% endcache %}`: a part of a template that is kept as a fragment.

The part is compiled as a template of its own, in which nothing exists but the values named: `value` by its
own name, `other` by the one given. Whatever else stands in the tag only belongs to the key. So nothing of a
person or a request can slip into what others are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template, meta, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from app.pagecache.fragments import Fragments

FORM = blake2b(Path(__file__).read_bytes(), digest_size=4).hexdigest()
"""Compiled templates call this module: those compiled for another one are of no use."""
PERSONAL = frozenset({"person", "request", "request_id", "human_check", "form"})
"""Names that are never the same for everybody."""

Part = tuple[Template, bytes]


class CacheTag(Extension):
    """The tag. Without fragments (as for tools that read templates) the part is just what it is."""

    tags = {"cache"}  # noqa: RUF012  # as Jinja declares it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.extend(fragments=None, parts={})

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """The tag with all up to its end."""
        line = next(parser.stream).lineno
        name = parser.parse_expression()
        if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
            raise TemplateSyntaxError("a fragment's name is a plain string", line, parser.name)
        versions, values = _arguments(parser, line)
        body = parser.parse_statements(("name:endcache",), drop_needle=True)
        if self._fragments is None:
            return body
        part = nodes.Template(body, lineno=line)
        part.set_environment(self.environment)
        includes = list(meta.find_referenced_templates(part))
        if None in includes:
            raise TemplateSyntaxError("a fragment includes only what it names", line, parser.name)
        source = self.environment.compile(part, parser.name, parser.filename, raw=True)
        arguments: list[nodes.Expr] = [
            name,
            nodes.Const(source),
            nodes.Const(tuple(includes)),
            nodes.List(versions),
            nodes.Dict([nodes.Pair(nodes.Const(key), value) for key, value in values.items()]),
        ]
        return [nodes.Output([self.call_method("show", arguments)], lineno=line)]

    def show(
        self, name: str, source: str, includes: Sequence[str], versions: list[object], values: dict[str, Any]
    ) -> Markup:
        """The fragment's text: called by templates."""
        template, digest = self._part(name, source, includes)
        assert self._fragments is not None
        return self._fragments.find(name, digest, (versions, values), lambda: template.render(values))

    @property
    def _fragments(self) -> Fragments | None:
        found: Fragments | None = getattr(self.environment, "fragments", None)
        return found

    def _part(self, name: str, source: str, includes: Sequence[str]) -> Part:
        parts: dict[str, Part] = self.environment.parts  # type: ignore[attr-defined]
        found = parts.get(source)
        if found is None or self.environment.auto_reload:
            code = compile(source, f"<fragment {name}>", "exec")
            template = Template.from_code(self.environment, code, self.environment.make_globals(None))
            found = parts[source] = template, self._digest(source, includes)
        return found

    def _digest(self, source: str, includes: Sequence[str]) -> bytes:
        """Of the part and of all that it includes, and so on."""
        digest = blake2b(source.encode(), digest_size=12)
        # A reader of its own, in which the parts of fragments are not hidden away.
        plain = Environment(extensions=list(self.environment.extensions), autoescape=True)
        loader, waiting, seen = self.environment.loader, list(includes), set[str]()
        while waiting and loader is not None:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                text = loader.get_source(self.environment, name)[0]
                digest.update(f"\0{name}\0{text}".encode())
                waiting += [other for other in meta.find_referenced_templates(plain.parse(text)) if other]
        return digest.digest()


def _arguments(parser: Parser, line: int) -> tuple[list[nodes.Expr], dict[str, nodes.Expr]]:
    """What stands in the tag after the name: what belongs to the key alone, and what exists inside."""
    versions: list[nodes.Expr] = []
    values: dict[str, nodes.Expr] = {}
    while parser.stream.skip_if("comma"):
        ahead = parser.stream.look()
        if parser.stream.current.test("name") and ahead.test("assign"):
            key = next(parser.stream).value
            next(parser.stream)
            value = parser.parse_expression()
        else:
            value = parser.parse_expression()
            if not isinstance(value, nodes.Name):
                versions.append(value)
                continue
            key = value.name
        if key in PERSONAL:
            raise TemplateSyntaxError(f"{key} is personal and no part of a fragment", line, parser.name)
        values[key] = value
    return versions, values
