"""Codes of divisions and units: what is one, what is not, and what becomes of one that was wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.history.models import Event
from baicheng.server.orgs.codes import AREA_CODE, USCC, read_code
from baicheng.server.orgs.models import Identifier, Subject, SubjectKind
from baicheng.server.orgs.services import correct_identifier, set_identifier
from tests.server.cast import AT
from tests.server.people import CLERK, subject

#: The example of the standard.
CODE = "91350100M000100Y43"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("level", "value"),
    [
        ("province", "410000"), ("city", "410100"), ("city", "419900"), ("county", "410122"), ("county", "419001"),
        ("zone", "410171"), ("zone", "410122104"), ("township", "410122100"), ("community", "410122100201"),
        ("", "410122"), ("", "410122100"), ("grid", "410122100201003"), ("county", " 4101 22 "),
    ],
)  # fmt: skip
def test_a_code_of_a_division_fits_its_level(level: str, value: str) -> None:
    assert read_code(AREA_CODE, value, level) == "".join(value.split())


@pytest.mark.parametrize(
    ("level", "value"),
    [
        ("province", "410100"), ("city", "410000"), ("city", "410122"), ("county", "410100"), ("county", "010122"),
        ("zone", "4101"), ("township", "410122"), ("township", "4101221000"), ("community", "410122100"),
        ("", "41012"), ("", "郑州"), ("county", "４１０１２２"), ("county", ""), ("", "4101221"),
    ],
)  # fmt: skip
def test_what_is_no_code_of_a_division_is_refused(level: str, value: str) -> None:
    with pytest.raises(ValidationError):
        read_code(AREA_CODE, value, level)


def test_a_code_of_a_unit_is_kept_in_capitals() -> None:
    assert read_code(USCC, "91350100 m000100y43") == CODE


@given(st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place: int, other: str) -> None:
    wrong = CODE[:place] + other + CODE[place + 1 :]
    if wrong != CODE:
        with pytest.raises(ValidationError):
            read_code(USCC, wrong)


@pytest.fixture
def county(db: None) -> Subject:
    return subject("中牟县", SubjectKind.DIVISION, level="county")


def codes(county: Subject, day: date) -> list[str]:
    return list(Identifier.objects.known().on(day).filter(subject=county).values_list("value", flat=True))


def test_a_code_without_a_day_takes_the_place_of_the_one_before(county: Subject) -> None:
    for value in ("410122", "410182"):
        set_identifier(county, scheme=AREA_CODE, value=value, actor=CLERK, at=AT)

    assert codes(county, date(2019, 1, 1)) == ["410182"]


def test_a_correction_leaves_the_days_and_what_was_known(county: Subject) -> None:
    since = date(2019, 1, 1)
    row = set_identifier(county, scheme=AREA_CODE, value="410123", actor=CLERK, at=AT, since=since)
    made = correct_identifier(row, value="410122", actor=CLERK, at=AT, reason="录入有误")

    assert (made.value, made.since) == ("410122", since)
    assert codes(county, since) == ["410122"]
    event = Event.objects.get(verb="orgs.subject.identifier_corrected")
    assert (event.changes, event.reason) == ({AREA_CODE: ["410123", "410122"]}, "录入有误")


def test_two_do_not_have_one_code(county: Subject) -> None:
    set_identifier(county, scheme=AREA_CODE, value="410122", actor=CLERK, at=AT)
    other = subject("登封市", SubjectKind.DIVISION, level="county")

    with pytest.raises(ValidationError, match="中牟县"):
        set_identifier(other, scheme=AREA_CODE, value="410122", actor=CLERK, at=AT)
    assert codes(other, date(2019, 1, 1)) == []
