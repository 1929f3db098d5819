"""values/*.yaml: a table of parameters by date (参数表), each value with unit and source."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field

from baicheng.flows.keys import Wording
from baicheng.packs.schema.basics import Entry, InForce, Name, Reading, Source, Title, Words

#: A number, text, day, list or small mapping; ``not_stated``; or ``{reading: value}`` where it is our reading.
Cell: TypeAlias = Any


def _titled(value: object) -> object:
    """A list of options is one of options that are called by their names."""
    return {name: name for name in value} if isinstance(value, list | tuple) else value


#: The options of a table, with what people call them.
Options = Annotated[
    dict[Words, Wording], BeforeValidator(_titled, json_schema_input_type=list[Words] | dict[Words, Wording])
]


class DatedValue(Entry):
    """The value on certain days; a change of the law adds an entry, nothing is overwritten."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Cell]

    in_force: InForce = Field(description="The days on which this value holds.")
    source: Source = Field(description="Where it stands.")
    value: Cell = Field(
        None,
        description="The value, where the table has no 'by'; not_stated where the document gives none. "
        "With 'by' each option of 'of' is a key of its own.",
    )


class ValueTable(Entry):
    """One parameter, or a table of them."""

    id: Name = Field(description="Its name, as the file is called.")
    title: Title = Field(description="What it is.")
    unit: Wording = Field(
        description="Unit of the values; '1' for a plain number, 'none' for what has no unit."
    )
    by: Name | None = Field(None, description="What the table is broken down by, such as chief_level.")
    of: Options = Field(
        default_factory=dict,
        description="The options of 'by', each a key of every value: a list, or option and title.",
    )
    values: tuple[DatedValue, ...] = Field(min_length=1, description="The values by date.")
    except_to: Name | None = Field(None, description="The value table from which this one is an exception.")
    readings: tuple[Reading, ...] = Field((), description="How open places are read.")
