"""The form of a record that a flow or a ladder of reminders creates."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from baicheng.flows.keys import Identifier, Keys
from baicheng.flows.who import Bearer

#: An SQL expression over the record's own row; see baicheng.flows.expressions.
Condition = Annotated[str, Field(min_length=1, max_length=1000)]


class Create(Keys):
    """A record that is created beside this one; a link to this one's register names this one."""

    register_id: Identifier = Field(alias="register", description="In which register of the pack.")
    values: dict[Identifier, Condition] = Field(
        {}, alias="with", description="Fields of the new record, each an expression over this one."
    )
    parties: dict[Identifier, Bearer] = Field({}, description="Parties of the new record.")
