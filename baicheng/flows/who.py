"""Who owes, acts or is told (谁): a small call language, read from text.

``party(lead)``, ``chief(of=field(river), level=county)``, ``above(party(lead), line=administers)``,
``unit("市提质办") as leader``. FORMS lists every form with its arguments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, PlainSerializer, PlainValidator

from baicheng.flows.keys import nearest
from baicheng.flows.who_forms import FORMS, ROLES, Form, Kind, Who

#: Longer ones are not written by people.
MAX_LENGTH = 300
MAX_DEPTH = 8

_TOKEN = re.compile(r'\s*(?:(?P<word>[^\W\d]\w*|\d+)|"(?P<text>[^"\n]*)"|(?P<mark>[(),=])|(?P<odd>\S))')


class InvalidWho(ValueError):
    """The text is no ``who``; the message says where and what was meant."""


def parse_who(text: str) -> Who:
    """Read a ``who``.

    Raises:
        InvalidWho: with the position (from 1), what is wrong and the nearest known name.

    >>> str(parse_who('holder( environment_head, of = party(county)) as leader'))
    'holder(environment_head, of=party(county)) as leader'
    """
    if len(text) > MAX_LENGTH:
        raise InvalidWho(f"longer than {MAX_LENGTH} characters")
    return _Parser(text).whole()


class _Parser:
    """Reads one ``who`` from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_TOKEN.finditer(text))
        self.at = 0

    def whole(self) -> Who:
        who = self.who(1)
        if self.word() == "as":
            self.at += 1
            role, start = self.word(), self.start()
            if role not in ROLES:
                raise self.fault(f"as {role or 'nobody'} is no role; {nearest(role, ROLES)}", start)
            self.at += 1
            who = Who(who.name, who.argument, who.options, role)
        if self.at < len(self.tokens):
            raise self.fault("nothing may follow here")
        return who

    def who(self, depth: int) -> Who:
        name, start = self.word(), self.start()
        if name not in FORMS:
            raise self.fault(
                f"'{name}' is nobody; {nearest(name, FORMS)}" if name else "somebody is missing", start
            )
        if depth > MAX_DEPTH:
            raise self.fault(f"nested deeper than {MAX_DEPTH}", start)
        self.at += 1
        form = FORMS[name]
        argument: Who | str | None = None
        options: dict[str, Who | str] = {}
        if self.skip("("):
            while True:
                option = self.option(form, options)
                if option:
                    options[option] = self.value(form.options[option], depth)
                elif form.argument is None or argument is not None or options:
                    raise self.fault(f"{name} takes {_takes(form)}")
                else:
                    argument = self.value(form.argument, depth)
                if not self.skip(","):
                    break
            if not self.skip(")"):
                raise self.fault("')' is missing")
        if form.argument is not None and argument is None and not form.bare:
            raise self.fault(f"{name} takes {_takes(form)}", start)
        missing = [option for option in form.required if option not in options]
        if missing:
            raise self.fault(f"{name} lacks {missing[0]}=; it takes {_takes(form)}", start)
        return Who(name, argument, tuple(sorted(options.items())))

    def option(self, form: Form, given: Mapping[str, Who | str]) -> str:
        """The name of an option that begins here, or nothing."""
        name, start = self.word(), self.start()
        if not name or self.at + 1 >= len(self.tokens) or self.tokens[self.at + 1]["mark"] != "=":
            return ""
        if name not in form.options:
            raise self.fault(f"unknown option '{name}'; {nearest(name, form.options)}", start)
        if name in given:
            raise self.fault(f"{name}= stands twice", start)
        self.at += 2
        return name

    def value(self, kind: Kind, depth: int) -> Who | str:
        if kind is Kind.WHO:
            return self.who(depth + 1)
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        value = token and (token["word"] or (token["text"] if kind is Kind.TEXT else None))
        if not value:
            raise self.fault(f"here stands {kind.value}")
        self.at += 1
        return value

    def word(self) -> str:
        return (self.tokens[self.at]["word"] or "") if self.at < len(self.tokens) else ""

    def skip(self, mark: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at]["mark"] == mark
        self.at += found
        return found

    def start(self) -> int:
        if self.at >= len(self.tokens):
            return len(self.text)
        token = self.tokens[self.at]
        return token.start(token.lastgroup or 0)

    def fault(self, message: str, start: int | None = None) -> InvalidWho:
        position = (self.start() if start is None else start) + 1
        return InvalidWho(f"{message} (at character {position} of: {self.text})")


def _takes(form: Form) -> str:
    parts = [form.argument.value] if form.argument else []
    parts += [f"{name}= {kind.value}" for name, kind in form.options.items()]
    return "; ".join(parts) or "nothing in brackets"


def _read(value: Any) -> Who:
    if isinstance(value, Who):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text; write somebody, such as party(lead)")
    return parse_who(value)


def _from_file(value: Any) -> Who:
    who = _read(value)
    if any(part.name == "bearer" and part.argument is None for part in who.walk()):
        raise ValueError("bearer takes a name, the assignment's; alone it stands in remind only")
    return who


def _somebody(who: Who) -> Who:
    if any(part.name == "anyone" for part in who.walk()):
        raise ValueError("anyone cannot owe or be told something; name a party, a post or a unit")
    return who


def _not_narrowed(who: Who) -> Who:
    if who.as_role:
        raise ValueError(f"'as {who.as_role}' narrows who may act; the one who owes is the unit itself")
    return who


#: Who may act or see: any form, narrowed to a role where wanted.
Actor = Annotated[Who, PlainValidator(_from_file, json_schema_input_type=str), PlainSerializer(str)]
#: Who bears or receives something: never ``anyone``, never narrowed to a role.
Bearer = Annotated[Actor, AfterValidator(_somebody), AfterValidator(_not_narrowed)]
#: Who takes part in what follows on somebody's being late: ``bearer`` alone is who must do it.
Late = Annotated[
    Who,
    PlainValidator(_read, json_schema_input_type=str),
    PlainSerializer(str),
    AfterValidator(_somebody),
    AfterValidator(_not_narrowed),
]
#: Who is reminded: somebody in particular, narrowed to a role where wanted; ``bearer`` alone is who must do it.
Told = Annotated[
    Who, PlainValidator(_read, json_schema_input_type=str), PlainSerializer(str), AfterValidator(_somebody)
]
