"""What the made-up city consists of, as its files say it (divisions, units, groups, posts, people)."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

#: The files of the city, each with keys of its own.
_FILES = ("divisions.yaml", "units.yaml", "groups.yaml", "posts.yaml", "people.yaml")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Former(_Entry):
    """A name borne before, until a day (exclusive)."""

    name: str
    until: date
    short: str = ""


class Division(_Entry):
    """A division: the city, a county, a development zone (which has no code)."""

    name: str
    code: str = ""
    short: str = ""
    since: date | None = None
    formerly: Former | None = None


class Unit(_Entry):
    """A body; ``under`` is who administers it, ``guided_by`` the bureau above in its line."""

    name: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = "unit"
    since: date | None = None
    until: date | None = None
    under: str = "gov"
    guided_by: str = ""
    part_of: str = ""
    governs: str = ""
    formerly: Former | None = None


class Succession(_Entry):
    """``by`` takes over from ``of``: everything, or the functions that ``topics`` names."""

    by: str
    of: str
    since: date
    topics: tuple[str, ...] = ()


class Reform(_Entry):
    """An institutional reform (机构改革) and the document that orders it."""

    source: str
    successions: tuple[Succession, ...]


class Membership(_Entry):
    """A member of a group for a time."""

    unit: str
    since: date | None = None
    until: date | None = None


class Group(_Entry):
    """A group of units as documents name it."""

    name: str
    aliases: tuple[str, ...]
    members: tuple[str | Membership, ...]

    def memberships(self) -> tuple[Membership, ...]:
        return tuple(
            Membership(unit=member) if isinstance(member, str) else member for member in self.members
        )


class LeadingGroup(_Entry):
    """The body that leads the programme, and who belongs to it."""

    body: str
    members: tuple[str, ...]


class Post(_Entry):
    """A post; ``holder`` is the user name or the name of a person."""

    name: str
    holder: str
    chief_of: str = ""
    in_charge_of: tuple[str, ...] = ()


class Person(_Entry):
    """Somebody with an account and a role, in a unit or in a programme ("" is every programme).

    ``also`` are further programmes in which they have the role.
    """

    username: str
    name: str
    role: str
    unit: str = ""
    programme: str = ""
    also: tuple[str, ...] = ()


class City(_Entry):
    """Everything that stands in the files; a key names a division, unit or group in all of them."""

    city: Division
    counties: dict[str, Division]
    zones: dict[str, Division]
    townships: dict[str, tuple[str, ...]]
    units: dict[str, Unit]
    reform: Reform
    groups: dict[str, Group]
    leading_group: LeadingGroup
    posts: tuple[Post, ...]
    people: tuple[Person, ...] = Field(min_length=1)
    offices: dict[str, str]
    further_offices: dict[str, str]


def text_of(name: str, year: int) -> str:
    """A text file of the demonstration with ``{year}``, ``{year-1}`` and ``{year+1}`` filled in."""
    text = (files("baicheng.demo") / name).read_text("utf-8")
    for distance in ("-1", "+1", ""):
        text = text.replace(f"{{year{distance}}}", str(year + int(distance or 0)))
    return text


@lru_cache(maxsize=4)
def city_of(year: int) -> City:
    """The city as it is in a year.

    Raises:
        pydantic.ValidationError: a file says something that is not foreseen.
    """
    said: dict[str, Any] = {}
    for name in _FILES:
        said |= yaml.safe_load(text_of(name, year))
    return City.model_validate(said)


def boundaries() -> dict[str, dict[str, Any]]:
    """The shapes of the counties as GeoJSON geometries in WGS 84, by key."""
    features = json.loads((files("baicheng.demo") / "boundaries.geojson").read_text("utf-8"))["features"]
    return {feature["properties"]["key"]: feature["geometry"] for feature in features}
