"""Who that is on a day, from the relations of subjects."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.flows.directory import Context, LookupDirectory, may_act
from baicheng.flows.who import parse_who
from tests.flows.desk import Relations

DAY = date(2019, 5, 1)
RELATIONS = Relations(
    units={"市提质办": ("office",)},
    groups={"assessed": ("east", "west")},
    posts={("head", "east"): ("li",), ("head", "west"): ("wang",), ("secretary", None): ("zhao",)},
    chiefs_of={("river", "county"): ("chen", "li"), ("river", None): ("chen",)},
    superiors={
        ("bureau", "administers"): ("city",),
        ("bureau", "guides"): ("province",),
        ("east", "administers"): ("city",),
    },
)
CONTEXT = Context(
    parties={"lead": ("bureau",), "county": ("east", "west")},
    bearers={"deliver": ("bureau",)},
    fields={"provider": "firm", "members": ["a", "b"], "river": "river", "amount": None},
    author=("zhang",),
    about="river",
)
DIRECTORY = LookupDirectory(RELATIONS)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("office", ["office"]),
        ("author", ["zhang"]),
        ("about", ["river"]),
        ("superior", ["city"]),
        ("party(county)", ["east", "west"]),
        ("party(supporting)", []),
        ("bearer(deliver)", ["bureau"]),
        ("field(provider)", ["firm"]),
        ("field(members)", ["a", "b"]),
        ("field(amount)", []),
        ("field(unknown)", []),
        ("holder(head, of=party(county))", ["li", "wang"]),
        ("holder(secretary)", ["zhao"]),
        ("above(party(lead), line=guides)", ["province"]),
        ("chief(of=about, level=county)", ["chen", "li"]),
        ("chief(of=field(river))", ["chen"]),
        ("members(assessed)", ["east", "west"]),
        ('unit("市提质办")', ["office"]),
        ('unit("无此单位")', []),
        ("above(above(party(lead), line=guides), line=guides)", []),
    ],
)
def test_each_form_names_its_subjects_and_nobody_is_no_error(text: str, subjects: list[str]) -> None:
    assert DIRECTORY.resolve(parse_who(text), CONTEXT, DAY) == tuple(subjects)


def test_both_lines_lead_to_both_superiors_each_once() -> None:
    context = Context(parties={"lead": ("bureau",), "county": ("east",)}, line="both")

    assert DIRECTORY.resolve(parse_who("superior"), context, DAY) == ("city", "province")
    assert DIRECTORY.resolve(parse_who("superior"), Context(parties=context.parties, line="none"), DAY) == ()


@pytest.mark.parametrize(
    ("text", "mine", "may"),
    [
        ("party(lead)", {"bureau": ["liaison"]}, True),
        ("party(lead)", {"east": ["leader"]}, False),
        ("party(lead) as leader", {"bureau": ["liaison"]}, False),
        ("party(lead) as liaison", {"bureau": ["liaison"]}, True),
        ("anyone", {}, True),
        ("office", {}, False),
    ],
)
def test_somebody_may_act_for_the_subjects_that_are_theirs_in_the_role_named(
    text: str, mine: dict[str, list[str]], may: bool
) -> None:
    assert may_act(parse_who(text), dict(mine), DIRECTORY, CONTEXT, DAY) is may
