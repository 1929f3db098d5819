"""How bodies of requests are read (请求解析): JSON in UTF-8, of a depth and with texts that a database takes."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from baicheng.server.exchange.faults import Refused

#: Characters that are no text, or that no database stores.
_UNSTORED = re.compile("[\0\ud800-\udfff]")
#: Whole numbers beyond this are no number of anything here.
_MOST = 10**30
JSON = "application/json"


class BodyParser(Parser):
    """Refuses what would fail further inside, with what is wrong."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON has it.

        Raises:
            Refused: it is no JSON, or holds texts or numbers that cannot be stored.
        """
        if request.content_type != JSON:
            raise Refused("unreadable")
        return read_json(request.body)


def read_json(content: bytes | str) -> Any:
    """Read JSON that came from outside.

    Raises:
        Refused: it is no JSON, or holds texts or numbers that cannot be stored.
    """
    try:
        given = json.loads(content, parse_constant=_refuse)
        _check(given)
    except (ValueError, RecursionError) as error:
        raise Refused("unreadable") from error
    return given


def _refuse(name: str) -> None:
    raise ValueError(name)


def _check(value: Any) -> None:
    if isinstance(value, str):
        if _UNSTORED.search(value):
            raise ValueError("a character that is no text")
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > _MOST:
            raise ValueError("a number beyond all measure")
    elif isinstance(value, float):
        if value - value != 0:
            raise ValueError("a number beyond all measure")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
