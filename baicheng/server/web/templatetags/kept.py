"""A part of a page that is written once (留用片段): the menus, the head, what stands around a list.

What a template makes of the same things is the same text, and a template takes a hundred times as long to write it
as to look whether it is there already. The part sees nothing but the things that it names, not even who asks: so
nobody can be shown what was written for somebody else. Nothing of the database is kept, only how it was written.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Template, Token, token_kwargs
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

#: So many texts of each part are kept, the ones used last.
KEPT = 128
#: Of what a part may be made: what cannot change, and is told apart by its value and type.
_PLAIN = (str, int, bool, type(None), Promise)


class KeptNode(template.Node):
    """``{% kept name=value … %}`` content ``{% endkept %}``."""

    def __init__(self, content: NodeList, given: dict[str, FilterExpression]) -> None:
        self.nodelist = content
        self._given = given
        self._kept = lru_cache(maxsize=KEPT)(self._write)

    def render(self, context: Context) -> SafeString:
        """The text of the part, as it was written before for the same things in the same language."""
        given = tuple([value.resolve(context) for value in self._given.values()])
        return self._kept(get_language(), get_script_prefix(), given, tuple(map(_types, given)))

    def _write(
        self, _language: str | None, _prefix: str, given: tuple[Any, ...], _types: tuple[Any, ...]
    ) -> SafeString:
        alone = Context(dict(zip(self._given, given, strict=True)))
        with alone.bind_template(Template("")):
            return self.nodelist.render(alone)


def _types(value: Any) -> Any:
    """What tells things apart that are equal and yet written differently: ``1`` and ``True``, text that is safe.

    Raises:
        TypeError: it may change, or holds what may.
    """
    if isinstance(value, _PLAIN):
        return type(value)
    if isinstance(value, tuple):
        return type(value), tuple(map(_types, value))
    if is_dataclass(value) and value.__dataclass_params__.frozen:  # type: ignore[union-attr]  # not known to the stubs
        return type(value), tuple([_types(getattr(value, name)) for name in value.__dataclass_fields__])
    raise TypeError(
        f"a part that is kept is made of texts, whole numbers, and tuples and frozen dataclasses of such, not of {value!r}"
    )


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """A part of a page that sees nothing but what is given, and is written once for the same things."""
    name, *rest = token.split_contents()
    given = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"“{name}” takes things by name, such as title=page.title")
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(content, given)
