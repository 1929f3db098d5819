"""Asking once: within a request that only reads or a deed, and never beyond it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse

from baicheng.server.web.middleware import AskedOnceMiddleware
from baicheng.server.web.once import answers_kept, asked_once, is_only_read

asked: list[int] = []


@asked_once
def double(number: int, *, more: int = 0) -> int:
    """A question that remembers that it was asked."""
    asked.append(number)
    return 2 * number + more


@pytest.fixture(autouse=True)
def nothing_was_asked() -> None:
    asked.clear()


def test_while_answers_are_kept_each_question_is_asked_once() -> None:
    with answers_kept():
        answers = [double(2), double(3), double(2), double(2, more=1), double(2, more=1)]

    assert answers == [4, 6, 4, 5, 5]
    assert asked == [2, 3, 2]


def test_outside_and_afterwards_it_is_asked_each_time() -> None:
    double(2)
    with answers_kept():
        double(2)
    double(2)

    assert asked == [2, 2, 2]


def test_who_keeps_answers_within_another_that_does_shares_them() -> None:
    with answers_kept(only_read=True):
        double(2)
        with answers_kept():
            double(2)
            assert is_only_read()
        double(2)

    assert asked == [2]
    assert not is_only_read()


def test_answers_are_forgotten_also_where_something_went_wrong() -> None:
    with pytest.raises(ZeroDivisionError), answers_kept():
        assert 1 / (double(2) - 4)
    double(2)

    assert asked == [2, 2]


@pytest.mark.parametrize(("method", "times"), [("GET", 1), ("HEAD", 1), ("POST", 2), ("DELETE", 2)])
def test_only_requests_that_read_keep_answers(method: str, times: int) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(double(2) + double(2)))

    request = HttpRequest()
    request.method = method

    assert AskedOnceMiddleware(answer)(request).content == b"8"
    assert len(asked) == times
