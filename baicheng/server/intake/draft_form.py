"""The form of a draft task (任务草稿): what a page sent, and what a page shows.

The fields are named like the paths of a draft's values, ``parties.0.name``, so that what is wrong with a
value stands beside the field. What was typed is shown again as it was typed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from baicheng.server.orgs.resolution import resolve_all

_INDEX = re.compile(r"(parties|parts)\.(\d{1,4})\.")
_TARGET_TEXTS = ("text", "indicator", "scope", "unit", "measure", "portion")
#: Choice of a unit that is none of the suggestions but typed.
OTHER = "other"


@dataclass
class Sent:
    """What a page sent: values as a draft has them, unchecked, and what else was asked for.

    Args:
        values: of the draft; rows that were left empty are gone.
        errors: faults of fields that a draft's values do not have, by path.
        everywhere: the numbers of parties whose unit is to hold for all drafts that name it.
        chosen: the numbers of the parts that are ticked to be split off.
        beside: fields of the ledger whose value is to hold for all drafts under the same heading.
    """

    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    everywhere: list[int] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)


def digest(values: Mapping[str, Any]) -> str:
    """A short mark of what values are: who saves sees whether somebody else saved in between."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def sent(post: QueryDict, stored: Mapping[str, Any], on: date, *, keep_empty: bool = False) -> Sent:
    """What was sent of a draft; what the page does not show (address, path, span) stays as stored.

    Args:
        on: the day as of which typed units are looked up in the directory.
        keep_empty: rows without a word stay, as when one was just added.
    """
    result = Sent(
        {**stored, "title": post.get("title", ""), "text": post.get("text", "").replace("\r\n", "\n")}
    )
    _take_fields(result, post, stored)
    places: dict[int, int] = {}
    parties: list[dict[str, Any]] = []
    for number in _numbers(post, "parties"):
        name = post.get(f"parties.{number}.name", "").strip()
        if name or keep_empty:
            places[number] = len(parties)
            parties.append(_party(post, number, name))
            if post.get(f"parties.{number}.everywhere"):
                result.everywhere.append(places[number])
    result.values["parties"] = parties
    _look_up(result, {places[n]: n for n in places}, post, on)
    parts: list[dict[str, Any]] = []
    for number in _numbers(post, "parts"):
        part = _part(post, number, places)
        if part["text"] or part["due_on"] or part["target"] or keep_empty:
            if str(number) in post.getlist("split"):
                result.chosen.append(len(parts))
            parts.append(part)
    result.values["parts"] = parts
    return result


def _take_fields(result: Sent, post: QueryDict, stored: Mapping[str, Any]) -> None:
    """The ledger's own fields; one that is left empty is gone."""
    kept = dict(stored.get("fields") or {})
    for name in post:
        if match := re.fullmatch(r"fields\.(\w{1,60})", name):
            kept[match[1]] = post.get(name, "")
            if post.get(f"{name}.beside"):
                result.beside[match[1]] = post.get(name, "")
    result.values["fields"] = {name: value for name, value in kept.items() if value != ""}


def _numbers(post: QueryDict, kind: str) -> list[int]:
    found = {int(match[2]) for name in post if (match := _INDEX.match(name)) and match[1] == kind}
    return sorted(found)


def _party(post: QueryDict, number: int, name: str) -> dict[str, Any]:
    chosen = post.get(f"parties.{number}.subject", "")
    return {
        "name": name,
        "role": post.get(f"parties.{number}.role", ""),
        "subject": int(chosen) if re.fullmatch(r"\d{1,18}", chosen) else None,
        "consolidates": post.get("consolidator") == str(number),
        "span": _span(post.get(f"parties.{number}.span", "")),
    }


def _part(post: QueryDict, number: int, places: Mapping[int, int]) -> dict[str, Any]:
    def given(name: str) -> str:
        return post.get(f"parts.{number}.{name}", "").replace("\r\n", "\n").strip()

    bearers = (int(one) for one in post.getlist(f"parts.{number}.bearers") if one.isascii() and one.isdigit())
    return {
        "text": given("text"),
        "due_on": given("due_on") or None,
        "target": _target(post, number),
        "bearers": [places[bearer] for bearer in bearers if bearer in places],
        "span": _span(given("span")),
        "due_span": _span(given("due_span")),
    }


def _target(post: QueryDict, number: int) -> dict[str, Any] | None:
    def given(name: str) -> str:
        return post.get(f"parts.{number}.target.{name}", "").strip()

    if not given("shown"):
        return None
    return {
        **{name: given(name) for name in _TARGET_TEXTS},
        "op": given("op"),
        "value": given("value"),
        "upper": given("upper") or None,
        "span": _span(given("span")),
    }


def _span(text: str) -> list[int] | None:
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", text)
    return [int(match[1]), int(match[2])] if match else None


def _look_up(result: Sent, numbers: Mapping[int, int], post: QueryDict, on: date) -> None:
    """Find the units that were typed instead of chosen."""
    typed = {
        place: name
        for place, number in numbers.items()
        if post.get(f"parties.{number}.subject") == OTHER
        and (name := post.get(f"parties.{number}.other", "").strip())
    }
    for (place, name), found in zip(typed.items(), resolve_all(typed.values(), on=on), strict=True):
        result.values["parties"][place]["subject"] = found.subject.pk if found.subject else None
        if found.subject is None:
            result.values["parties"][place]["other"] = name
            result.errors[f"parties.{place}.other"] = _(
                "“%(name)s” is not in the directory. Choose a suggestion, or write its name as it stands there."
            ) % {"name": name}


def bare(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without what only a page holds."""
    parties = [{key: value for key, value in party.items() if key != OTHER} for party in values["parties"]]
    return {**values, "parties": parties}


def changed_rows(values: dict[str, Any], action: str) -> bool:
    """Add or remove the row that a button names (``add:parties``, ``remove:parts.2``); whether it did."""
    verb, _colon, what = action.partition(":")
    kind, _dot, number = what.partition(".")
    if verb == "add" and kind == "parties":
        values["parties"].append(
            {"name": "", "role": "responsible", "subject": None, "consolidates": False, "span": None}
        )
    elif verb == "add" and kind == "parts":
        values["parts"].append(
            {"text": "", "due_on": None, "target": None, "bearers": [], "span": None, "due_span": None}
        )
    elif verb == "remove" and kind == "parties" and _has(values["parties"], number):
        _remove_party(values, int(number))
    elif verb == "remove" and kind == "parts" and _has(values["parts"], number):
        del values["parts"][int(number)]
    elif verb == "target" and _has(values["parts"], kind):
        part = values["parts"][int(kind)]
        part["target"] = (
            None if part["target"] else {"text": part["text"], "op": ">=", "value": "", "measure": "level"}
        )
    else:
        return False
    return True


def _has(rows: Sequence[Any], number: str) -> bool:
    return number.isascii() and number.isdigit() and int(number) < len(rows)


def _remove_party(values: dict[str, Any], gone: int) -> None:
    """Remove a party; parts keep their other bearers."""
    del values["parties"][gone]
    for part in values["parts"]:
        part["bearers"] = [bearer - (bearer > gone) for bearer in part["bearers"] if bearer != gone]
