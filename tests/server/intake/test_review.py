"""Drafts are corrected, split, merged and added by the office; the reader's finding stays beside them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.intake import services
from baicheng.server.intake.drafts import Unfit, draft_from
from baicheng.server.intake.models import Decision, DraftTask, Import, ImportState
from baicheng.server.orgs.models import Subject
from tests.server.intake.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(intake: Import) -> list[DraftTask]:
    return list(intake.tasks.all())


def test_a_correction_is_kept_with_its_history_and_the_origin_stays(
    drafts: list[DraftTask], office: User
) -> None:
    first = drafts[0]
    values = {**first.values, "title": "改善道路环境"}

    services.correct(first, values, user=office, at=AT)

    first.refresh_from_db()
    assert first.values["title"] == "改善道路环境"
    assert first.origin is not None and first.origin["title"] == "改善道路"
    event = Event.objects.get(verb="intake.import.draft_corrected")
    assert event.changes == {f"task {first.pk}.title": ["改善道路", "改善道路环境"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"colour": "red"}, "colour"),
        ({"parts": [{"text": "x", "bearers": [9]}]}, "parts.0.bearers"),
        ({"parts": [{"text": "x", "due_on": "2026-02-30"}]}, "parts.0.due_on"),
        ({"parties": [{"name": "甲", "role": "boss"}]}, "parties.0.role"),
        (
            {"parties": [{"name": "甲", "role": "lead", "subject": 999}], "parts": []},
            "parties.0.subject",
        ),
    ],
)
def test_values_that_are_no_draft_are_refused_by_field_and_nothing_changes(
    drafts: list[DraftTask], office: User, change: dict[str, object], field: str
) -> None:
    before = drafts[0].values

    with pytest.raises(Unfit) as refusal:
        services.correct(drafts[0], {**before, **change}, user=office, at=AT)

    assert field in refusal.value.errors
    drafts[0].refresh_from_db()
    assert drafts[0].values == before


def test_a_name_put_right_is_found_in_the_directory(
    drafts: list[DraftTask], office: User, bureau: Subject
) -> None:
    values = {**drafts[2].values, "parties": [{"name": "市住房和城乡建设局", "role": "lead"}]}

    corrected = services.correct(drafts[2], values, user=office, at=AT)

    assert corrected.parties[0].subject == bureau.pk


def test_split_moves_parts_and_keeps_all_of_them(drafts: list[DraftTask], office: User) -> None:
    whole = draft_from(drafts[0].values)

    new = services.split(drafts[0], [1], user=office, at=AT)

    drafts[0].refresh_from_db()
    first, second = draft_from(drafts[0].values), draft_from(new.values)
    assert [*first.parts, *second.parts] and len(first.parts) + len(second.parts) == len(whole.parts)
    assert second.parts[0].text == whole.parts[1].text
    assert drafts[0].order < new.order < drafts[1].order


@pytest.mark.parametrize("parts", [[], [0, 1], [7]])
def test_a_split_of_nothing_or_everything_is_refused(
    drafts: list[DraftTask], office: User, parts: list[int]
) -> None:
    with pytest.raises(ValidationError):
        services.split(drafts[0], parts, user=office, at=AT)


def test_many_splits_behind_one_draft_find_room(drafts: list[DraftTask], office: User) -> None:
    for _ in range(9):
        services.split(drafts[0], [1], user=office, at=AT)
        services.merge(
            [drafts[0], drafts[0].intake.tasks.filter(order__gt=drafts[0].order).order_by("order")[0]],
            user=office,
            at=AT,
        )
        drafts[0].refresh_from_db()

    orders = list(drafts[0].intake.tasks.values_list("order", flat=True))
    assert orders == sorted(set(orders))


def test_merge_joins_parties_and_parts_once(drafts: list[DraftTask], office: User) -> None:
    counts = [len(draft_from(draft.values).parts) for draft in drafts]

    merged = draft_from(services.merge(drafts[:2], user=office, at=AT).values)

    assert len(merged.parts) == counts[0] + counts[1]
    assert len({(party.name, party.role) for party in merged.parties}) == len(merged.parties)
    for part in merged.parts:
        assert all(bearer < len(merged.parties) for bearer in part.bearers)
    drafts[1].refresh_from_db()
    assert drafts[1].decision == Decision.REJECTED


def test_a_task_that_the_reader_missed_is_added_at_the_end(intake: Import, office: User) -> None:
    new = services.add(intake, {"title": "补充", "text": "补充任务"}, user=office, at=AT)

    assert new.origin is None
    assert list(intake.tasks.all())[-1] == new


def test_a_decision_can_be_taken_back(drafts: list[DraftTask], office: User) -> None:
    services.decide(drafts[0], Decision.ACCEPTED, user=office, at=AT)
    services.decide(drafts[0], Decision.PENDING, user=office, at=AT)

    changes = Event.objects.filter(verb="intake.import.draft_decided").values_list("changes", flat=True)
    assert [next(iter(change.values())) for change in changes] == [
        ["pending", "accepted"],
        ["accepted", "pending"],
    ]


def test_an_abandoned_import_is_closed_to_changes(intake: Import, office: User) -> None:
    services.abandon(intake, reason="文件有误", user=office, at=AT)

    with pytest.raises(ValidationError):
        services.add(intake, {"title": "补充", "text": "补充任务"}, user=office, at=AT)
    assert Import.objects.get().state == ImportState.ABANDONED


def test_the_office_of_another_programme_changes_nothing(
    intake: Import, drafts: list[DraftTask], stranger: User
) -> None:
    events = Event.objects.count()
    attempts = [
        lambda: services.decide(drafts[0], Decision.ACCEPTED, user=stranger, at=AT),
        lambda: services.correct(drafts[0], drafts[0].values, user=stranger, at=AT),
        lambda: services.split(drafts[0], [1], user=stranger, at=AT),
        lambda: services.merge(drafts[:2], user=stranger, at=AT),
        lambda: services.add(intake, {"title": "x", "text": "y"}, user=stranger, at=AT),
        lambda: services.abandon(intake, reason="x", user=stranger, at=AT),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert Event.objects.count() == events
