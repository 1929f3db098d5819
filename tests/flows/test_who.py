"""The language of who owes, acts or is told."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from baicheng.flows.who import MAX_DEPTH, MAX_LENGTH, Actor, Bearer, InvalidWho, parse_who
from baicheng.flows.who_forms import FORMS, Kind, Who

ACTOR: TypeAdapter[Who] = TypeAdapter(Actor)
BEARER: TypeAdapter[Who] = TypeAdapter(Bearer)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("office", Who("office")),
        ("party(lead)", Who("party", "lead")),
        ("field( provider )", Who("field", "provider")),
        ('unit("市提质办")', Who("unit", "市提质办")),
        ("unit(市提质办) as leader", Who("unit", "市提质办", as_role="leader")),
        ("members(assessed_2019)", Who("members", "assessed_2019")),
        (
            "holder(environment_head, of=party(county))",
            Who("holder", "environment_head", (("of", Who("party", "county")),)),
        ),
        (
            "above(party(lead), line=administers)",
            Who("above", Who("party", "lead"), (("line", "administers"),)),
        ),
        (
            "chief(of=field(river), level=county)",
            Who("chief", None, (("level", "county"), ("of", Who("field", "river")))),
        ),
    ],
)
def test_each_form_is_read_as_it_is_meant(text: str, meant: Who) -> None:
    assert parse_who(text) == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ofice", ["'ofice' is nobody", "did you mean 'office'?", "character 1"]),
        ("", ["somebody is missing", "character 1"]),
        ("party", ["party takes a name"]),
        ("party(lead", ["')' is missing", "character 11"]),
        ("party(lead, responsible)", ["party takes a name", "character 13"]),
        ("party(party(lead))", ["')' is missing", "character 12"]),
        ("office()", ["office takes nothing in brackets"]),
        ("above(party(lead))", ["above lacks line="]),
        ("above(party(lead), lin=guides)", ["unknown option 'lin'", "did you mean 'line'?", "character 20"]),
        ("above(party(lead), line=a, line=b)", ["line= stands twice"]),
        ("chief(level=county)", ["chief lacks of="]),
        ("chief(of=river)", ["'river' is nobody", "character 10"]),
        ("party(lead) as leeder", ["as leeder is no role", "did you mean 'leader'?"]),
        ("party(lead) and office", ["nothing may follow", "character 13"]),
        ('unit("市提质办', ["here stands a name or a text in quotes"]),
        ("party(lead);drop", ["nothing may follow"]),
    ],
)
def test_a_slip_is_answered_with_its_place_and_what_was_meant(text: str, words: list[str]) -> None:
    with pytest.raises(InvalidWho) as fault:
        parse_who(text)

    for word in words:
        assert word in str(fault.value)


def test_what_no_person_would_write_is_refused_early() -> None:
    nested = "above(" * (MAX_DEPTH + 1) + "office" + ", line=guides)" * (MAX_DEPTH + 1)

    with pytest.raises(InvalidWho, match="nested deeper"):
        parse_who(nested)
    with pytest.raises(InvalidWho, match="longer than"):
        parse_who("a" * (MAX_LENGTH + 1))


def test_the_names_that_a_who_uses_can_be_asked_for() -> None:
    who = parse_who("above(holder(head, of=party(county)), line=guides)")

    assert who.names("party") == ("county",)
    assert who.names("holder") == ("head",)
    assert who.names("field") == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [("anyone", "anyone cannot owe"), ("party(lead) as liaison", "narrows who may act"), (7, "is not text")],
)
def test_a_bearer_is_somebody_in_particular(value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        BEARER.validate_python(value)


def test_an_actor_may_be_anyone_and_narrowed_to_a_role() -> None:
    assert ACTOR.validate_python("anyone") == Who("anyone")
    assert ACTOR.dump_python(ACTOR.validate_python("party(lead) as liaison")) == "party(lead) as liaison"


words = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
texts = st.one_of(words, st.text("市提质办 （）,=", min_size=1, max_size=5))


def whos(depth: int = 3) -> st.SearchStrategy[Who]:
    def value(kind: Kind) -> st.SearchStrategy[Any]:
        if kind is Kind.WHO:
            return whos(depth - 1)
        return words if kind is Kind.WORD else texts

    def of_form(name: str) -> st.SearchStrategy[Who]:
        form = FORMS[name]
        argument = value(form.argument) if form.argument else st.none()
        chosen = st.fixed_dictionaries(
            {option: value(kind) for option, kind in form.options.items() if option in form.required},
            optional={
                option: value(kind) for option, kind in form.options.items() if option not in form.required
            },
        )
        return st.builds(lambda a, o: Who(name, a, tuple(sorted(o.items()))), argument, chosen)

    flat = [name for name, form in FORMS.items() if Kind.WHO not in (form.argument, *form.options.values())]
    return st.sampled_from(flat if depth <= 1 else sorted(FORMS)).flatmap(of_form)


@given(whos(), st.sampled_from([None, "leader", "liaison"]))
def test_what_is_written_out_reads_back_the_same(who: Who, role: str | None) -> None:
    said = Who(who.name, who.argument, who.options, role)

    assert parse_who(str(said)) == said


@given(st.text(alphabet='abof() ,="市\\;\n', max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(InvalidWho):
        assert parse_who(str(parse_who(text))) == parse_who(text)
