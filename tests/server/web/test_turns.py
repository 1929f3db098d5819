"""Pages are computed a few at a time in a process; the others wait in line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from baicheng.server.web.turns import AT_ONCE, TURNS, TurnsMiddleware, aside

PATIENCE_SECONDS = 10


class Page:
    """A page that is begun when its turn comes, and ready when it is told so."""

    def __init__(self) -> None:
        self.begun, self.told = threading.Event(), threading.Event()

    def answer(self) -> HttpResponse:
        self.begun.set()
        assert self.told.wait(PATIENCE_SECONDS)
        return HttpResponse()


class Desk:
    """The middleware in front of pages, each asked for in a thread of its own."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.threads: list[threading.Thread] = []
        self.middleware = TurnsMiddleware(self.show)

    def show(self, request: HttpRequest) -> HttpResponse:
        page = self.pages[int(request.path.strip("/"))]
        if "aside" in request.GET:
            with aside():
                return page.answer()
        return page.answer()

    def ask(self, how: str = "GET", query: str = "") -> Page:
        """Ask for a page; it is begun, or stands in line, when this returns."""
        request = RequestFactory().generic(how, f"/{len(self.pages)}/", QUERY_STRING=query)
        page, standing = Page(), self.standing
        self.pages.append(page)
        thread = threading.Thread(target=self.middleware, args=(request,), daemon=True)
        self.threads.append(thread)
        thread.start()
        for _again in range(PATIENCE_SECONDS * 100):
            if page.begun.wait(0.01) or self.standing > standing:
                return page
        raise AssertionError("the page is neither begun nor in line")

    @property
    def standing(self) -> int:
        """How many stand in line."""
        return TURNS.waiting

    def end(self, *pages: Page) -> None:
        for page in pages:
            page.told.set()
            self.threads[self.pages.index(page)].join(PATIENCE_SECONDS)


@contextmanager
def desk() -> Iterator[Desk]:
    """A desk whose pages are all ended at the end."""
    opened = Desk()
    yield opened
    opened.end(*opened.pages)
    assert not any(thread.is_alive() for thread in opened.threads)


def test_a_few_pages_are_computed_at_a_time_and_whoever_came_first_goes_first() -> None:
    with desk() as asked:
        first = [asked.ask() for _number in range(AT_ONCE)]
        second, third = asked.ask(), asked.ask()
        assert all(page.begun.is_set() for page in first)
        assert not second.begun.is_set()

        asked.end(first[0])
        assert second.begun.wait(PATIENCE_SECONDS)
        assert not third.begun.is_set()

        asked.end(second)
        assert third.begun.wait(PATIENCE_SECONDS)


def test_whatever_is_done_aside_holds_up_nobody_and_then_stands_in_line_again() -> None:
    with desk() as asked:
        long_ones = [asked.ask(query="aside=1") for _number in range(AT_ONCE + 1)]
        assert all(page.begun.is_set() for page in long_ones)
        pages = [asked.ask() for _number in range(AT_ONCE)]
        assert all(page.begun.is_set() for page in pages)

        long_ones[0].told.set()
        asked.threads[0].join(0.05)
        assert asked.threads[0].is_alive()
        asked.end(*pages)


def test_what_writes_stands_in_no_line() -> None:
    with desk() as asked:
        for _number in range(AT_ONCE):
            asked.ask()
        assert asked.ask("POST").begun.is_set()


def test_a_page_that_fails_hands_its_turn_on() -> None:
    def fail(_request: HttpRequest) -> HttpResponse:
        raise ArithmeticError

    middleware = TurnsMiddleware(fail)
    for _again in range(AT_ONCE + 1):
        with pytest.raises(ArithmeticError):
            middleware(RequestFactory().get("/"))
    assert not TURNS.are_taken
