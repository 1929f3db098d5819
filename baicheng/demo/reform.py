"""The reform of the made-up city: what its successions say, and one function that moves while both bodies live on."""

from __future__ import annotations

from datetime import date, timedelta

from baicheng.demo.course import QUALITY
from baicheng.demo.scene import Scene, moment
from baicheng.server.accounts.models import User
from baicheng.server.orgs.services.succeeding import InPlace
from baicheng.server.orgs.successions import CHOSEN, EVERYTHING, Scope
from baicheng.server.pages.succession.ordering import Order, order_succession

#: From the order to the day on which a body is in place.
_ORDERED_BEFORE = timedelta(days=30)
#: The counties whose own bureau follows that of the city, by the key of their division.
_COUNTIES = ("hechuan", "songping", "miling")
_PAPER = "澜编〔{year}〕18号"


def enter_reform(scene: Scene, administrator: User) -> None:
    """Enter the successions of the reform; in one county the bureau is not yet in place."""
    at = moment(date(scene.year, 1, 8), 11)
    for step in scene.city.reform.successions:
        if step.topics or step.by.startswith(_COUNTIES):
            continue
        places = [InPlace(None, step.since, scene.city.reform.source)]
        if step.by == "huanjing":
            places += [_county(scene, key) for key in _COUNTIES]
        order_succession(
            Order(
                old=scene.subjects[step.of],
                new=scene.subjects[step.by],
                new_name="",
                scope=Scope(EVERYTHING),
                ordered_on=step.since - _ORDERED_BEFORE,
                source=scene.city.reform.source,
                ends=True,
                steps=places,
            ),
            user=administrator,
            at=at,
        )


def _county(scene: Scene, key: str) -> InPlace:
    """A county with its own bureau: in place since a day, or waiting for one."""
    by, of = f"{key}_huanjing", f"{key}_huanbao"
    since = next(one.since for one in scene.city.reform.successions if one.of == of)
    known = since <= scene.now.date()
    return InPlace(
        scene.subjects[key],
        since if known else None,
        scene.city.reform.source if known else "",
        scene.subjects[of],
        scene.subjects[by],
    )


def move_a_function(scene: Scene, administrator: User) -> None:
    """Let the care of waters pass from one bureau to another, of late; both live on."""
    day = scene.now.date() - timedelta(days=1)
    order_succession(
        Order(
            old=scene.subjects["shuili"],
            new=scene.subjects["huanjing"],
            new_name="",
            scope=Scope(CHOSEN, [f"{QUALITY}.tasks"], topics=[(f"{QUALITY}.tasks", "part", "water")]),
            ordered_on=day - _ORDERED_BEFORE,
            source=_PAPER.format(year=scene.year),
            steps=[InPlace(None, day, _PAPER.format(year=scene.year))],
        ),
        user=administrator,
        at=scene.now,
    )
