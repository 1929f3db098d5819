"""docs/pack-guide.md, section 9: the guide's pack on a running server, through commands and pages."""

from __future__ import annotations

import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from baicheng.cli import main
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.services import keep_up
from baicheng.server.history.verification import verify
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from baicheng.server.registers.verification import verify_records
from tests.server.pages.conftest import reader
from tests.server.pages.test_files import A_PNG

GUIDE = (Path(__file__).parents[3] / "docs" / "pack-guide.md").read_text("utf-8")
FILES = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The pack of the guide lies in the working folder; the commands of its section on the server, by block."""
    for name, text in FILES.findall(GUIDE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    section = GUIDE.partition(" On the server\n")[2]
    return [block.splitlines() for block in COMMANDS.findall(section)]


def run(lines: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == "baicheng"
        assert main(arguments) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def enter_subject(administrator: User, name: str, kind: str) -> Subject:
    answer = reader(administrator).post(reverse("pages:new_subject"), {"kind": kind, "name": name})
    assert answer.status_code == 302
    return Subject.objects.get(name=name)


def test_the_guides_pack_works_on_a_running_server(
    administrator: User,
    commands: list[list[str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install, people, upgrade = commands
    run(install, capsys)

    unit = enter_subject(administrator, "市窨井办", "unit")
    owner = enter_subject(administrator, "自来水公司", "firm")
    page = reverse("editions:propose", args=["manholes"]) + "?path=office"
    since = (timezone.localdate() - timedelta(days=1)).isoformat()
    answer = reader(administrator).post(
        page, {"value": [unit.pk], "since": since, "reason": "设立", "decided_by": "镇政府办公会"}
    )
    assert answer.status_code == 302

    run(people, capsys)
    chen, zhao = (User.objects.get(username=name) for name in ("chen", "zhao"))
    User.objects.filter(pk__in=[chen.pk, zhao.pk]).update(must_change_password=False)
    office, bearer = reader(chen), reader(zhao)

    index = office.get(reverse("registers:index")).content.decode()
    assert "Manhole covers" in index and "Damaged covers" in index
    cover = {"title": "人民路12号", "use": "water", "street": "人民路", "owner": [owner.pk]}
    assert office.post(reverse("pages:create", args=["manholes.covers"]), cover).status_code == 302
    covers = Record.objects.get(register="manholes.covers")
    assert covers.number == "JG-00001"
    mend_by = timezone.localdate() + timedelta(days=3)
    damage = {
        "title": "井盖破损",
        "cover": [covers.pk],
        "danger": "broken",
        "mend_by": mend_by.isoformat(),
        "owner": [owner.pk],
    }
    assert office.post(reverse("pages:create", args=["manholes.damages"]), damage).status_code == 302
    record = Record.objects.get(register="manholes.damages")

    work = bearer.get(reverse("pages:my_work")).content.decode()
    assert "Fence it off" in work and "Mend" in work
    assert "井盖破损" in bearer.get(record.get_absolute_url()).content.decode()

    photo = SimpleUploadedFile("mended.png", A_PNG, "image/png")
    mend = reverse("pages:move", args=[record.pk, "mend"])
    assert bearer.post(mend, {"photos": [photo], "revision": record.revision}).status_code == 302
    record.refresh_from_db()
    assert record.state == "mended"
    assert "Verify on site" in office.get(reverse("pages:my_work")).content.decode()
    assert bearer.get(reverse("pages:move", args=[record.pk, "close"])).status_code in (403, 404)

    close = reverse("pages:move", args=[record.pk, "close"])
    assert office.post(close, {"revision": record.revision}).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.closed_at is not None) == ("closed", True)

    keep_up(timezone.now())
    owed = Assignment.objects.get(
        name="inspection", bearer=owner, rule__period=f"{timezone.localdate():%Y-%m}"
    )
    assert (
        owed.outcome == Outcome.OPEN
        and "Inspection of covers" in bearer.get(reverse("pages:my_work")).content.decode()
    )
    inspection = {"title": "巡查", "cover": [covers.pk], "made_on": timezone.localdate().isoformat()}
    assert bearer.post(reverse("pages:create", args=["manholes.inspections"]), inspection).status_code == 302
    owed.refresh_from_db()
    assert owed.outcome == Outcome.DONE

    _next_version(tmp_path)
    said = run(upgrade, capsys)
    assert "0.1.0 → 0.2.0" in said and "applies: office" in said
    assert verify().faults == () and list(verify_records()) == []


def _next_version(folder: Path) -> None:
    """The folder of the next version: one document more in which the figures of 2027 stand."""
    newer = folder / "manholes-0.2"
    for path in (folder / "manholes").rglob("*.yaml"):
        other = newer / path.relative_to(folder / "manholes")
        other.parent.mkdir(parents=True, exist_ok=True)
        other.write_text(path.read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"), "utf-8")


def test_the_first_office_holds_at_once_and_the_next_is_proposed(
    administrator: User, commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    run(commands[0], capsys)
    units = [enter_subject(administrator, name, "unit") for name in ("市窨井办", "市城管局")]
    page = reverse("editions:propose", args=["manholes"]) + "?path=office"
    given = {"since": date(2026, 1, 1).isoformat(), "reason": "设立", "decided_by": "镇政府办公会"}

    first = reader(administrator).post(page, {**given, "value": [units[0].pk]}, follow=True)
    second = reader(administrator).post(page, {**given, "value": [units[1].pk]}, follow=True)

    assert "It holds." in first.content.decode()
    assert "Somebody else approves it" in second.content.decode()
