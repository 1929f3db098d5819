"""One of everything that has an address, in a programme whose secrets must stay with those who see it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.models import Result, Run, RunState
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.services import generate, sync_pack_duties
from baicheng.server.editions.queries import digest_of
from baicheng.server.editions.services import install, propose_local_value
from baicheng.server.exchange.models import Delivery
from baicheng.server.exchange.services import create_token, register_webhook
from baicheng.server.indicators.models import Indicator, Op
from baicheng.server.indicators.services import set_target
from baicheng.server.intake.services import start_import
from baicheng.server.notices.models import Notice, Sending
from baicheng.server.notices.services import notify, register_robot
from baicheng.server.orgs.models import Relation, RelationKind, SubjectKind
from baicheng.server.orgs.services import set_identifier
from baicheng.server.orgs.services.succeeding import enter_succession
from baicheng.server.orgs.successions import BY_HAND, Scope
from baicheng.server.publishing.models import Publication, State
from baicheng.server.registers.models import Attachment
from baicheng.server.registers.services import ask_extension, save_view
from tests.server.duties.conftest import DRILL, PROGRAMME, Drill, at
from tests.server.intake.conftest import PLAN
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user
from tests.server.prepared import prepared
from tests.server.publishing.papers import with_notice
from tests.server.security.assessing import make_rounds, with_round
from tests.server.sheets.conftest import excel, uploaded
from tests.server.sittings import make_sitting

#: Stands in the title of a task, in drafts under review, in papers: seen by few.
SECRET = "征收八号地块"
NOW = datetime(2026, 3, 3, 9, tzinfo=CHINA)


@dataclass
class World:
    """Who asks, by letter, and the ids of one thing of each kind."""

    people: dict[str, User]
    ids: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def new_world(
    request: pytest.FixtureRequest, new_drill: Callable[[], Drill], django_db_blocker: Any
) -> Iterator[Callable[[], World] | None]:
    yield from prepared(lambda: make_world(new_drill()), request, django_db_blocker, "new_drill")


@pytest.fixture
def world(new_world: Callable[[], World] | None, drill: Drill) -> World:
    return new_world() if new_world else make_world(drill)


def make_world(drill: Drill) -> World:
    """The bureau's task with its report asked for, an extension, a file; an import under review; accounts."""
    people = {
        "l": drill.liaison,
        "s": drill.other_liaison,
        "o": drill.office,
        "p": user(Role.OFFICE, programme="other"),
        "a": user(Role.ADMINISTRATOR),
        "v": user(Role.VIEWER, programme=PROGRAMME),
    }
    with tempfile.TemporaryDirectory() as folder:
        pack = with_round(with_notice(DRILL, Path(folder) / "pack"), drill.bureau.name)
        install(once(pack), at=LONG_AGO, actor=CLERK)
    sitting = make_sitting(drill.office)
    people["o"] = sitting.office
    world = World(people)
    ids = world.ids
    task = drill.task("2019-01-10", title=SECRET, values={"due_on": "2030-12-31", "content": SECRET})
    sync_pack_duties(PROGRAMME, at=at("2019-01-01"))
    generate(date(2019, 4, 30), at("2019-01-11"))
    asked = Assignment.objects.get(name="monthly_report", rule__period="2019-01")
    deliver = Assignment.objects.get(name="deliver")
    wanted = ask_extension(deliver, user=drill.liaison, at=NOW, reason=SECRET, new_due_on=date(2031, 6, 30))
    file = Attachment.objects.create(
        record=task,
        field="paper",
        file=ContentFile(b"%PDF-1.7", "a.pdf"),
        file_name=f"{SECRET}.pdf",
        media_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_by=drill.office,
        uploaded_at=NOW,
    )
    plan = PLAN.replace("改善道路", SECRET)
    (intake,) = start_import(
        SimpleUploadedFile("方案.txt", plan.encode()), programme=PROGRAMME, user=drill.office, at=NOW
    )
    value = propose_local_value(
        pack=PROGRAMME,
        path="office",
        value=drill.other.pk,
        since=date(2026, 4, 1),
        user=people["a"],
        at=NOW,
        reason="移交",
        decided_by="市政府办公会",
    )
    notify([drill.liaison], key="told", text={"zh": SECRET, "en": SECRET}, at=NOW)
    indicator = Indicator.objects.create(
        code="secret",
        title={"zh": SECRET, "en": SECRET},
        direction="up",
        kind="stock",
        over_time="last",
        over_subjects="sum",
    )
    target = set_target(
        indicator=indicator,
        op=Op.AT_LEAST,
        value=Decimal(8),
        user=drill.office,
        at=NOW,
        programme=PROGRAMME,
        record=task,
    )
    token, _secret = create_token(
        drill.liaison, name=SECRET, scope="read", expires_at=NOW + timedelta(days=30), at=NOW
    )
    webhook = register_webhook(
        address="https://host.example/", events=["record.moved"], programme="", user=people["a"], at=NOW
    )
    delivery = Delivery.objects.create(webhook=webhook, key="told", body="{}", made_at=NOW, next_at=NOW)
    robot = register_robot(
        kind="wecom",
        name="群",
        address="https://host.example/send?key=1",
        secret="",
        unit=None,
        programme=PROGRAMME,
        user=people["a"],
        at=NOW,
    )
    sending = Sending.objects.create(
        robot=robot, key="told", subject="s", body=SECRET, made_at=NOW, next_at=NOW, state="given_up"
    )
    person = user(Role.LIAISON, drill.other)
    link(RelationKind.MEMBER_OF, drill.other, subject("领导小组", SubjectKind.BODY))
    code = set_identifier(drill.bureau, scheme="uscc", value="91350100M000100Y43", actor=CLERK, at=NOW)
    view = save_view(register_id=f"{PROGRAMME}.tasks", title=SECRET, query="q=1", user=drill.liaison, at=NOW)
    succession = enter_succession(
        old=drill.bureau,
        new=None,
        scope=Scope(BY_HAND),
        ordered_on=date(2026, 1, 1),
        source="机构改革方案",
        actor=CLERK,
        at=NOW,
    )
    run = _run(people["o"])
    upload = uploaded(
        excel([("标题", "内容", "牵头"), (SECRET, SECRET, SECRET)]), drill.office, f"{PROGRAMME}.tasks"
    )
    paper = make_paper("六月通报", State.RELEASED)
    ids.update(make_rounds(drill.office, drill.liaison, drill.bureau, run, SECRET, NOW))
    ids.update(
        run=run.pk,
        result=run.results.get().pk,
        paper=paper.pk,
        paper_address=paper.address,
        draft_paper=make_paper(SECRET, State.DRAFT).pk,
        upload=upload.pk,
        view=view.pk,
        succession=succession.pk,
        task=task.pk,
        asked=asked.pk,
        deliver=deliver.pk,
        extension=wanted.pk,
        file=file.pk,
        document=intake.document_id,
        intake=intake.pk,
        draft=intake.tasks.first().pk,
        duty=intake.duties.first().pk,
        value=value.pk,
        webhook=webhook.pk,
        delivery=delivery.pk,
        robot=robot.pk,
        sending=sending.pk,
        token=token.pk,
        target=target.pk,
        notice=Notice.objects.get(key="told").pk,
        account=person.pk,
        grant=person.grants.get().pk,
        unit=drill.bureau.pk,
        code=code.pk,
        relation=Relation.objects.order_by("pk").last().pk,
        tasks=f"{PROGRAMME}.tasks",
        programme=PROGRAMME,
        body=sitting.series.pk,
        meeting=sitting.next.pk,
    )
    return world


def _run(office: User) -> Run:
    """A finished run with one result, as if its snapshot had been deleted."""
    run = Run.objects.create(
        programme=PROGRAMME,
        rule="no_deadline",
        kind="decision",
        title={"zh": SECRET, "en": SECRET},
        edition=digest_of(PROGRAMME),
        edition_version="0.1.0",
        since=date(2019, 1, 1),
        until=date(2019, 2, 1),
        known_at=NOW,
        state=RunState.DONE,
        asked_by=office,
        asked_at=NOW,
        subjects=1,
    )
    line = {"name": "none", "title": {"zh": "", "en": ""}, "clause": "一", "outcome": "met", "points": None}
    detail = {"lines": [{**line, "facts": [], "formula": "", "before": None}], "facts": {}, "rows": []}
    Result.objects.create(run=run, order=1, subject="1", label=SECRET, outcome="met", detail=detail)
    return run


def make_paper(title: str, state: State) -> Publication:
    """A paper that somebody else of the office drafted."""
    tables = {name: {"heads": [], "rows": []} for name in ("units", "counties", "late", "next_due")}
    paper = Publication(
        address=f"paper-{state}",
        programme=PROGRAMME,
        notice="monthly",
        edition=digest_of(PROGRAMME),
        kind="circular",
        public=True,
        since=date(2026, 2, 1),
        until=date(2026, 3, 1),
        held_on=date(2026, 2, 28),
        counted_at=NOW,
        organ="市演练办",
        number=f"演练通报〔2026〕{title}号",
        title=title,
        addressed="各单位",
        facts={"figures": {}, "records": {}, "tables": tables},
        body=[{"kind": "text", "text": title}],
        state=state,
        drafted_by=user(Role.OFFICE, programme=PROGRAMME),
        drafted_at=NOW,
        released_at=NOW if state == State.RELEASED else None,
    )
    if state == State.RELEASED:
        paper.word.save("a.docx", ContentFile(b"PK"), save=False)
        paper.pdf.save("a.pdf", ContentFile(b"%PDF-1.7"), save=False)
    paper.save()
    return paper
