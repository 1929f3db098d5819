"""The scripts that docs/administrator.md gives administrators do what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baicheng.server.accounts.models import Role
from baicheng.server.editions.queries import office_of
from baicheng.server.editions.services import install
from baicheng.server.orgs.models import Subject, SubjectKind
from tests.server import cast

GUIDE = Path(__file__).parents[3] / "docs" / "administrator.md"
SCRIPTS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.django_db
def test_the_scripts_enter_units_and_name_a_programmes_office() -> None:
    cast.give(cast.make_user("张三", username="root"), Role.ADMINISTRATOR)
    install("quality_programme", at=cast.AT, actor=cast.SETUP)
    units, office = SCRIPTS

    exec(compile(units, "units.py", "exec"), {})
    exec(compile(office, "office.py", "exec"), {})

    entered = Subject.objects.filter(kind=SubjectKind.UNIT).values_list("name", flat=True)
    assert set(entered) == {"某市水利局", "某市城市提质工作领导小组办公室"}
    assert str(office_of("quality_programme")) == "某市城市提质工作领导小组办公室"
