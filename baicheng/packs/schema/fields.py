"""The fields of a register: of which kind a value is, and what limits it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self, get_args

from pydantic import Field as Key
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from baicheng.packs.problems import suggestion
from baicheng.packs.schema.basics import Entry, FullName, Name, Number, Title, Words

FieldKind = Literal[
    "text",
    "number",
    "money",
    "percent",
    "date",
    "choice",
    "subject",
    "link",
    "attachment",
    "place",
    "personal",
]
FIELD_KINDS: tuple[str, ...] = get_args(FieldKind)
NUMERIC = frozenset({"number", "money", "percent"})

#: Options that any field may have.
_OF_ALL = frozenset({"kind", "title", "help", "required", "not_stated"})
_OF_KIND: dict[str, frozenset[str]] = {
    "text": frozenset({"max_length", "pattern", "indexed", "computed"}),
    "number": frozenset({"min", "max", "unit", "decimals", "indexed", "computed"}),
    "money": frozenset({"min", "max", "unit", "decimals", "indexed", "computed"}),
    "percent": frozenset({"min", "max", "decimals", "indexed", "computed"}),
    "date": frozenset({"min", "max", "indexed", "computed"}),
    "choice": frozenset({"of", "many", "indexed", "computed"}),
    "subject": frozenset({"kinds", "many", "indexed"}),
    "link": frozenset({"to", "many", "indexed"}),
    "attachment": frozenset({"many"}),
    "place": frozenset({"shape"}),
    "personal": frozenset({"max_length", "pattern"}),
}
#: Options without which a kind means nothing.
_NEEDED = {"choice": "of", "link": "to", "place": "shape", "number": "unit"}


class Field(Entry):
    """One field of a register's records."""

    kind: FieldKind = Key(description=f"Kind of its values: {', '.join(FIELD_KINDS)}.")
    title: Title = Key(description="What people call it.")
    help: Title | None = Key(None, description="What to enter, in a sentence.")
    required: bool = Key(False, description="true: a finished record must have it.")
    not_stated: bool = Key(False, description="true: it may be marked as not stated by the document.")
    indexed: bool = Key(False, description="true: lists filter or sort by it.")
    computed: Words | None = Key(
        None, description="Expression over the record's own fields; it is then never typed."
    )
    unit: Words | None = Key(None, description="Unit of a number; money is in yuan unless it says otherwise.")
    decimals: Annotated[int, Key(ge=0, le=9)] | None = Key(
        None, description="Most decimals; money has 2 unless it says otherwise."
    )
    min: Number | date | None = Key(None, description="Least number or first day, included.")
    max: Number | date | None = Key(None, description="Greatest number or last day, included.")
    max_length: Annotated[int, Key(ge=1, le=100_000)] | None = Key(
        None, description="Most characters of a text."
    )
    pattern: Annotated[Words, Key(max_length=200)] | None = Key(
        None, description="Regular expression that the whole text matches."
    )
    of: dict[Name, Title] | None = Key(None, description="The options of a choice: name and title.")
    to: FullName | None = Key(None, description="The register to whose records a link leads.")
    kinds: tuple[Name, ...] = Key((), description="Kinds of subjects that may be chosen; absent: all.")
    shape: Literal["point", "line", "area"] | None = Key(None, description="Shape of a place on the map.")
    many: bool = Key(False, description="true: several values.")

    @model_validator(mode="after")
    def _options_belong_to_the_kind(self) -> Self:
        for option in sorted(self.model_fields_set - _OF_ALL - _OF_KIND[self.kind]):
            zh, en = suggestion(option, _OF_KIND[self.kind])
            raise PydanticCustomError(
                "option_of_other_kind",
                "'{option}' does not belong to kind '{kind}'; {en}",
                {
                    "option": option,
                    "kind": self.kind,
                    "en": en,
                    "zh": f"“{self.kind}”没有选项“{option}”，{zh}",
                },
            )
        needed = _NEEDED.get(self.kind)
        if needed is not None and not getattr(self, needed):
            raise PydanticCustomError(
                "option_needed",
                "a field of kind '{kind}' needs '{option}'",
                {"option": needed, "kind": self.kind, "zh": f"“{self.kind}”类字段要写“{needed}”"},
            )
        return self

    @model_validator(mode="after")
    def _limits_are_of_its_type(self) -> Self:
        wanted = date if self.kind == "date" else Decimal
        for option in ("min", "max"):
            limit = getattr(self, option)
            if limit is not None and not isinstance(limit, wanted):
                raise PydanticCustomError(
                    "limit_of_other_type",
                    "'{option}' of kind '{kind}' is of another type; write a {wanted}",
                    {
                        "option": option,
                        "kind": self.kind,
                        "wanted": "date" if wanted is date else "number",
                        "zh": f"“{self.kind}”类字段的 {option} 要写{'日期' if wanted is date else '数字'}",
                    },
                )
        if self.computed is not None and self.required:
            raise PydanticCustomError(
                "computed_required",
                "a computed field is never typed, so not required",
                {"zh": "计算字段不由人填写，不能设为必填"},
            )
        return self
