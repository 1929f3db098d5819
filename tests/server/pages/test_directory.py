"""The directory: everybody reads it, administrators keep it, and access follows relations."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import Role
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Name, Relation, RelationKind, Subject
from baicheng.server.orgs.queries import names
from baicheng.server.registers.queries import may_see
from tests.server.pages.conftest import reader
from tests.server.people import subject, user
from tests.server.registers.conftest import Drill

AREA = b'{"type": "Polygon", "coordinates": [[[113, 34], [114, 34], [114, 35], [113, 34]]]}'


def uscc(stem: str) -> str:
    """A code with its check."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return stem + signs[-sum(signs.index(one) * 3**place for place, one in enumerate(stem)) % 31]


#: Queries of the directory, however long it is.
MOST_QUERIES = 10


def test_everybody_finds_a_unit_by_a_part_of_its_name_or_a_former_one(drill: Drill) -> None:
    admin = user(Role.ADMINISTRATOR)
    given = {"name": "市城乡建设局", "since": "2019-03-01", "source": "临发〔2019〕1号"}
    reader(admin).post(f"/directory/{drill.bureau.pk}/rename/", given)

    for text in ("城乡", "住建"):
        page = reader(drill.stranger).get(f"/directory/?q={text}").content.decode()
        assert f"/directory/{drill.bureau.pk}/" in page
    assert names([drill.bureau.pk], date(2019, 2, 1))[drill.bureau.pk] == "市住建局"
    assert names([drill.bureau.pk], date(2019, 4, 1))[drill.bureau.pk] == "市城乡建设局"


def test_persons_are_listed_only_where_somebody_looks_for_them(drill: Drill) -> None:
    person = subject("欧阳文", kind=drill.liaison.person.kind)  # type: ignore[union-attr]  # every user is one
    client = reader(drill.liaison)

    assert f"/directory/{person.pk}/" not in client.get("/directory/").content.decode()
    assert f"/directory/{person.pk}/" in client.get("/directory/?q=欧阳").content.decode()


def test_a_subject_shows_names_relations_and_who_acts_for_it(drill: Drill) -> None:
    text = reader(drill.stranger).get(f"/directory/{drill.bureau.pk}/").content.decode()

    assert "市人民政府" in text and "省住建厅" in text
    assert str(drill.liaison) in text
    assert "Rename" not in text


def test_what_is_open_is_shown_to_its_people_and_the_office_alone(drill: Drill) -> None:
    task = drill.task()
    page = f"/directory/{drill.bureau.pk}/"

    for who in (drill.liaison, drill.office, drill.all_seeing):
        assert task.get_absolute_url() in reader(who).get(page).content.decode()
    for who in (drill.stranger, drill.other_liaison, drill.above):
        assert task.get_absolute_url() not in reader(who).get(page).content.decode()


def test_a_relation_lets_those_above_see_the_records_below(drill: Drill) -> None:
    task = drill.task()
    party, admin = subject("市委督查室"), user(Role.ADMINISTRATOR)
    watcher = user(Role.LIAISON, party)
    assert not may_see(watcher, task)

    given = {"kind": RelationKind.ADMINISTERS, "other": str(drill.bureau.pk), "since": "2018-01-01"}
    assert reader(admin).post(f"/directory/{party.pk}/relate/", given).status_code == 302
    assert may_see(watcher, task)

    relation = Relation.objects.known().get(subject=party)
    reader(admin).post(f"/directory/{party.pk}/relations/{relation.pk}/end/", {"reason": "机构改革"})
    assert not may_see(watcher, task)


def test_an_administrator_enters_a_unit_with_its_names(drill: Drill) -> None:
    given = {"kind": "unit", "name": "市林业局", "short": "林业局", "aliases": "市绿化办\n市林业和草原局"}
    reader(user(Role.ADMINISTRATOR)).post("/directory/new/", given)

    made = Subject.objects.get(name="市林业局")
    assert set(made.names.values_list("text", flat=True)) == {
        "市林业局",
        "林业局",
        "市绿化办",
        "市林业和草原局",
    }


FORMS = {
    "new": ("/directory/new/", {"kind": "unit", "name": "x"}),
    "rename": ("/directory/{pk}/rename/", {"name": "x", "since": "2019-01-01"}),
    "name": ("/directory/{pk}/name/", {"text": "x", "kind": "alias"}),
    "code": ("/directory/{pk}/codes/", {"scheme": "uscc", "value": "91350100M000100Y43"}),
    "boundary": ("/directory/{pk}/boundary/", {}),
    "relate": ("/directory/{pk}/relate/", {"kind": "part_of", "other": "{other}"}),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", ["liaison", "office", "all_seeing"])
def test_nobody_else_keeps_the_directory(drill: Drill, form: str, who: str) -> None:
    url, given = FORMS[form]
    url = url.format(pk=drill.bureau.pk)
    given = {name: value.format(other=drill.other.pk) for name, value in given.items()}
    before = (Event.objects.count(), Name.objects.count(), Relation.objects.count())
    client = reader(getattr(drill, who))

    assert client.get(url).status_code == 403
    assert client.post(url, given).status_code == 403
    assert (Event.objects.count(), Name.objects.count(), Relation.objects.count()) == before


def test_nobody_else_ends_a_relation(drill: Drill) -> None:
    relation = Relation.objects.known().filter(object=drill.bureau).first()
    assert relation is not None
    url = f"/directory/{drill.bureau.pk}/relations/{relation.pk}/end/"

    assert reader(drill.office).post(url).status_code == 403
    relation.refresh_from_db()
    assert (relation.until, relation.superseded_at) == (None, None)


def test_what_is_wrong_is_said_beside_the_field(drill: Drill) -> None:
    client = reader(user(Role.ADMINISTRATOR))

    answer = client.post(
        f"/directory/{drill.bureau.pk}/relate/", {"kind": "part_of", "other-search": "无此单位"}
    )
    assert answer.status_code == 422
    assert "“无此单位” was not found" in answer.content.decode()


def test_the_directory_asks_the_database_no_more_often_for_many(drill: Drill) -> None:
    client = reader(drill.liaison)
    client.get("/directory/")
    with CaptureQueriesContext(connection) as few:
        client.get("/directory/")
    for number in range(20):
        subject(f"市第{number}局")
    with CaptureQueriesContext(connection) as many:
        client.get("/directory/")

    assert len(many) == len(few) <= MOST_QUERIES


def test_an_administrator_enters_a_township_with_its_code_and_boundary(drill: Drill) -> None:
    client = reader(user(Role.ADMINISTRATOR))
    given = {"kind": "division", "level": "township", "name": "青禾镇"}
    client.post("/directory/new/", given)
    town = Subject.objects.get(name="青禾镇")
    wrong = client.post(f"/directory/{town.pk}/codes/", {"scheme": "area_code", "value": "410122"})
    assert wrong.status_code == 422 and wrong.context["form"].errors.keys() == {"value"}
    client.post(f"/directory/{town.pk}/codes/", {"scheme": "area_code", "value": "410122100"})
    file = SimpleUploadedFile("x.geojson", AREA)
    client.post(
        f"/directory/{town.pk}/boundary/", {"file": file, "since": "2019-01-01", "source": "勘界文件"}
    )

    page = client.get(f"/directory/{town.pk}/").content.decode()
    assert "410122100" in page and "data-geometry" in page
    (boundary,) = town.boundaries.known()
    assert (boundary.since, boundary.source) == (date(2019, 1, 1), "勘界文件")


def test_a_development_zone_needs_no_code_and_has_a_boundary(drill: Drill) -> None:
    client = reader(user(Role.ADMINISTRATOR))
    client.post("/directory/new/", {"kind": "division", "level": "zone", "name": "高新区"})
    zone = Subject.objects.get(name="高新区")
    client.post(f"/directory/{zone.pk}/boundary/", {"file": SimpleUploadedFile("x.json", AREA)})

    assert (zone.level, zone.boundaries.known().count()) == ("zone", 1)


def test_a_unit_has_neither_level_nor_boundary(drill: Drill) -> None:
    client, before = reader(user(Role.ADMINISTRATOR)), Event.objects.count()
    level = client.post("/directory/new/", {"kind": "unit", "level": "county", "name": "x"})
    file = {"file": SimpleUploadedFile("x.json", AREA)}
    area = client.post(f"/directory/{drill.bureau.pk}/boundary/", file)

    assert (level.status_code, area.status_code) == (422, 422)
    assert Event.objects.count() == before


def test_a_code_is_corrected_with_its_reason(drill: Drill) -> None:
    client, path = reader(user(Role.ADMINISTRATOR)), f"/directory/{drill.bureau.pk}/codes/"
    client.post(path, {"scheme": "uscc", "value": "91350100M000100Y43"})
    code = drill.bureau.identifiers.known().get()
    assert client.post(f"{path}{code.pk}/", {"value": "91350100M000100Y44", "reason": "x"}).status_code == 422
    assert client.post(f"{path}{code.pk}/", {"value": "11410000005350002X", "reason": ""}).status_code == 422
    right = uscc("1141000000535000X")
    client.post(f"{path}{code.pk}/", {"value": right, "reason": "录入有误"})

    assert drill.bureau.identifiers.known().get().value == right
    assert client.get(f"{path}{code.pk}/").status_code == 404


def test_a_file_that_is_no_boundary_is_told_beside_the_field(drill: Drill) -> None:
    client, before = reader(user(Role.ADMINISTRATOR)), Event.objects.count()
    file = {"file": SimpleUploadedFile("x.json", b"<svg onload=alert(1)>")}
    answer = client.post(f"/directory/{drill.county.pk}/boundary/", file)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"file"}
    assert Event.objects.count() == before
