from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from baicheng.server.orgs.models import Name, NameKind, Subject, SubjectKind
from baicheng.server.web.paging import bounded_count, first_page, keyset_page
from tests.server.cast import AT

pytestmark = pytest.mark.django_db
ORDERS = (("name",), ("-name",), ("since", "-name"), ("-since",), ("-pk",))


def make(rows: list[tuple[str, int]]) -> None:
    Subject.objects.all().delete()
    Subject.objects.bulk_create(
        Subject(kind=SubjectKind.UNIT, name=name, since=date(2026, 1, day), created_at=AT)
        for name, day in rows
    )


rows_of_a_list = st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 4)), max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows_of_a_list, st.sampled_from(ORDERS), st.integers(1, 5))
def test_forward_and_back_again_every_row_is_met_once_in_order(
    rows: list[tuple[str, int]], order: tuple[str, ...], size: int
) -> None:
    make(rows)
    keys = order if "-pk" in order else (*order, "pk")
    wanted = list(Subject.objects.order_by(*keys))

    page = keyset_page(Subject.objects.all(), order=order, size=size)
    met, pages = list(page.rows), [page]
    while page.next:
        page = keyset_page(Subject.objects.all(), order=order, after=page.next, size=size)
        met += page.rows
        pages.append(page)
    assert met == wanted
    assert pages[0].previous == ""

    for earlier in reversed(pages[:-1]):
        page = keyset_page(Subject.objects.all(), order=order, before=page.previous, size=size)
        assert list(page.rows) == list(earlier.rows)
    assert page.previous == ""


def test_a_page_of_what_rows_lead_to_has_those_in_the_order_of_the_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make([("甲", 1), ("乙", 2), ("丙", 1), ("丁", 1)])
    held = Subject.objects.exclude(name="丁").order_by("-since", "pk")
    for subject in list(Subject.objects.all()):
        if subject.name != "丁":
            Name.objects.create(
                subject=subject, text="x", kind=NameKind.OFFICIAL, since=subject.since, recorded_at=AT
            )
    order = ("-since", "subject__id")

    with django_assert_num_queries(1):
        first = keyset_page(Name.objects.all(), order=order, size=2, of="subject")
    rest = keyset_page(Name.objects.all(), order=order, size=2, after=first.next, of="subject")
    again = keyset_page(Name.objects.all(), order=order, size=2, before=rest.previous, of="subject")

    assert [*first.rows, *rest.rows] == list(held)
    assert again.rows == first.rows


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows_of_a_list, st.sampled_from(ORDERS), st.integers(1, 5), st.integers(5, 9))
def test_the_first_page_with_its_count_is_the_first_page_and_the_count(
    rows: list[tuple[str, int]], order: tuple[str, ...], size: int, bound: int
) -> None:
    make(rows)
    every = Subject.objects.all()

    page, count = first_page(
        every, order=order, read=lambda ids: every.filter(pk__in=ids), size=size, bound=bound
    )
    assert page == keyset_page(every, order=order, size=size)
    assert count == bounded_count(every, bound)


def test_a_row_that_comes_in_between_shifts_no_page() -> None:
    make([("甲", 1), ("丙", 1), ("丁", 1)])
    first = keyset_page(Subject.objects.all(), order=("name",), size=2)
    Subject.objects.create(kind=SubjectKind.UNIT, name="一", since=date(2026, 1, 1), created_at=AT)
    second = keyset_page(Subject.objects.all(), order=("name",), after=first.next, size=2)

    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


@pytest.mark.parametrize("place", ["?", "bm90aGluZw", "W10", "WyJ4IiwgInkiXQ", "W251bGwsIG51bGxd", "é" * 9])
def test_a_place_that_cannot_be_read_gives_the_first_page(place: str) -> None:
    make([("甲", 1), ("乙", 2)])
    page = keyset_page(Subject.objects.all(), order=("since",), after=place)

    assert [row.name for row in page.rows] == ["甲", "乙"]
    assert (page.previous, page.next) == ("", "")


def test_rows_are_counted_up_to_the_bound_and_no_further() -> None:
    make([("甲", 1)] * 7)

    assert str(bounded_count(Subject.objects.all(), 7)) == "7"
    assert str(bounded_count(Subject.objects.all(), 6)) == "6+"
