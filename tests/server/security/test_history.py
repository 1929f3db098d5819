"""Nothing is changed without a trace: every service leads to the one place where history is written."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from baicheng.server.accounts import services as accounts
from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Document
from baicheng.server.history.models import Event, PersonalValue
from baicheng.server.indicators import services as indicators
from baicheng.server.indicators.models import Op
from baicheng.server.orgs.models import SubjectKind
from baicheng.server.orgs.services import add_name, create_subject, rename
from tests.server.cast import AT, PROGRAMME, SETUP, SINCE

SERVER = Path(__file__).parents[3] / "baicheng" / "server"
#: Where history is written.
ENDS = {"record", "record_all", "write_events", "erase_personal_values"}
#: What acts for somebody and leaves no event of its own, with why.
SILENT = {
    "notices.notify": "a message is no change of anything; what it tells of has its event",
    "notices.mark_read": "one's own inbox",
    "notices.tell_proposals": "a message is no change of anything; what was proposed or decided has its event",
    "notices.make_digests": "a letter is no change of anything; what it tells of has its events",
    "notices.send_out": "sends what was put down; when each went out stands beside it",
    "notices.put_down_letters": "a message is no change of anything",
    "notices.put_down_posts": "a message is no change of anything",
    "documents.read_upload": "reads and keeps nothing",
    "history.make_checkpoint": "is itself part of the history",
    "history.following": "changes nothing: makes events ready to be written",
    "registers.refresh_access": "who sees a record follows from what has its events",
    "registers.refresh_records": "due moments follow from assignments, whose changes have their events",
    "registers.lock_records": "changes nothing",
    "registers.refresh_due": "due moments follow from assignments, whose changes have their events",
    "registers.refresh_due_of": "due moments follow from assignments, whose changes have their events",
    "registers.admit": "who sees a record follows from assignments, whose opening has its event",
    "registers.may_share": "changes nothing: says who may share a view",
    "registers.open_with": "with what one's own list opens",
    "accounts.chain_of": "changes nothing",
    "accounts.require_administrator": "changes nothing: refuses who may not do a thing",
    "assessments.export_snapshot": "changes nothing: writes files where somebody wants them",
    "assessments.refuse_unless_office": "changes nothing: refuses who may not do a thing",
    "exchange.collect": "puts down what other programs are told of what has its events",
    "exchange.note_use": "when a token was used last is shown to its user, and changes with every use",
    "duties.horizon": "changes nothing",
    "duties.is_so": "changes nothing: compares what was found with what is there",
    "duties.count": "changes nothing: counts what fulfils an assignment",
    "duties.tell_records": "due moments and who sees follow from assignments, whose changes have their events",
    "duties.keep_counts": "sums follow from records, whose changes have their events",
    "duties.difference": "changes nothing: compares a pack with the one installed",
    "indicators.follow_targets": "how a record stands follows from what has its events",
    "registers.tell_lags": "how a record stands follows from what has its events",
    "registers.derive_anew": "how a record stands follows from what has its events",
    "registers.in_hand": "changes nothing: holds a record for who changes it",
    "registers.rehearse_record": "changes nothing: says whether it would be taken",
    "registers.rehearse_edit": "changes nothing: says whether it would be taken",
    "registers.rehearse_parties": "changes nothing: says whether it would be taken",
    "sheets.start": "a file that is being prepared; what is entered from it has its events",
    "sheets.choose_table": "a file that is being prepared; what is entered from it has its events",
    "sheets.match_columns": "a file that is being prepared; what is entered from it has its events",
    "sheets.discard": "gives up a file of which nothing was entered",
    "intake.name_parties": "looks names up in drafts that are not stored yet",
    "indicators.indicator_of_plan": "gives a name to what targets are about; each target has its event",
}


#: Pages call services; nothing that a service does leads through them.
PAGES = {"views", "saved_view_pages", "reviewing", "drafting", "issue_page", "urls", "sign_on"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(SERVER.rglob("*.py")):
        app = path.relative_to(SERVER).parts[0]
        if (
            app not in ("config", "pages")
            and "migrations" not in path.parts
            and not PAGES & {*path.relative_to(SERVER).parts, path.stem}
        ):
            yield app, path


def functions() -> Iterator[tuple[str, Path, ast.FunctionDef, dict[str, str]]]:
    """Each function with what its module calls the things that it imports."""
    for app, path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        imported = {
            one.asname or one.name: one.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for one in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield app, path, node, imported


def called(node: ast.AST, imported: dict[str, str]) -> Iterator[str]:
    """The names of functions that are called: by themselves, or of a module that was imported."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        if isinstance(function, ast.Name):
            yield imported.get(function.id, function.id)
        elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            if imported.get(function.value.id, "").islower():
                yield function.attr


def is_service(path: Path, node: ast.FunctionDef) -> bool:
    of_services = (
        path.name == "services.py" or "services" in path.parts or path.name in ("issuing.py", "deciding.py")
    )
    return of_services and not node.name.startswith("_")


def test_every_service_writes_history() -> None:
    calls: dict[str, set[str]] = defaultdict(set)
    services = {}
    for app, path, node, imported in functions():
        calls[node.name] |= set(called(node, imported))
        given = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
        if is_service(path, node) and given & {"user", "actor", "by", "at"}:
            services[f"{app}.{node.name}"] = node.name
    writing = set(ENDS)
    while more := {name for name, inner in calls.items() if name not in writing and inner & writing}:
        writing |= more

    silent = {full for full, name in services.items() if name not in writing}

    assert len(services) > 60
    assert silent == set(SILENT) & set(services), "write an event, or say in SILENT why there is none"


@pytest.mark.django_db
def test_a_persons_name_stands_in_no_event_in_clear(administrator: User) -> None:
    user, _ = accounts.create_user(username="zh", name="周小敏", by=administrator, at=AT)
    accounts.change_details(user, name="周大敏", email="zhou@example.org", by=administrator, at=AT)
    assert user.person is not None
    add_name(user.person, text="周敏敏", kind="alias", actor=SETUP, at=AT)

    told = str(list(Event.objects.values("changes", "context", "reason")))

    for secret in ("周小敏", "周大敏", "周敏敏", "zhou@example.org"):
        assert secret not in told
        assert PersonalValue.objects.filter(value=secret).exists()


@pytest.mark.django_db
def test_a_units_name_stands_in_its_event() -> None:
    unit = create_subject(kind=SubjectKind.UNIT, name="市园林局", actor=SETUP, at=AT)
    rename(unit, name="市园林和林业局", since=SINCE, actor=SETUP, at=AT)

    assert Event.objects.get(verb="orgs.subject.renamed").changes["name"] == ["市园林局", "市园林和林业局"]


@pytest.mark.django_db
def test_a_target_that_another_document_contradicts_says_so_in_its_own_history(office: User) -> None:
    made = [
        indicators.set_target(
            indicator=indicators.indicator_of_plan(name="新增就业", unit="人"),
            op=Op.AT_LEAST,
            value=Decimal(value),
            document=Document.objects.create(title=str(value), uploaded_by=office, uploaded_at=AT),
            programme=PROGRAMME,
            user=office,
            at=AT,
        )
        for value in (100, 200)
    ]

    event = Event.objects.get(chain=f"indicators.target:{made[0].pk}", verb="indicators.target.contradicted")
    assert (event.changes["chosen"], event.context["by"]) == ([True, None], made[1].pk)
