"""What all parts of a pack file share: known keys only, identifiers, titles in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

#: What files call a thing by: latin small letters, digits and underscores.
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class Keys(BaseModel):
    """A part of a pack file: unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Title(Keys):
    """A name or sentence in both languages."""

    zh: Text = Field(description="Chinese, shown by default.")
    en: Text = Field(description="English.")


def _in_both(value: object) -> object:
    return {"zh": value, "en": value} if isinstance(value, str) else value


class Sentence(Title):
    """What people read in both languages, or written once where one is at hand."""


#: A sentence, a unit, a reading: as text or in both languages.
Wording = Annotated[Sentence, BeforeValidator(_in_both, json_schema_input_type=Text | Sentence)]


def nearest(name: str, known: Iterable[str]) -> str:
    """The remedy for an unknown name: the one that was probably meant, or those there are.

    >>> nearest("progres", ["progress", "state"])
    "did you mean 'progress'?"
    >>> nearest("x", ["progress", "state"])
    'known are progress, state'
    >>> nearest("x", [])
    'there are none'
    """
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"known are {', '.join(names)}" if names else "there are none"
