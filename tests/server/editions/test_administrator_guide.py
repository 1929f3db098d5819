"""The scripts that docs/administrator.md gives administrators do what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baicheng.server.accounts.models import Role
from baicheng.server.editions.queries import office_of
from baicheng.server.editions.services import install
from tests.server import cast
from tests.server.people import subject

GUIDE = Path(__file__).parents[3] / "docs" / "administrator.md"
SCRIPTS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.django_db
def test_the_script_names_a_programmes_office() -> None:
    cast.give(cast.make_user("张三", username="root"), Role.ADMINISTRATOR)
    install("quality_programme", at=cast.AT, actor=cast.SETUP)
    subject("某市城市提质工作领导小组办公室", short="市提质办")
    (office,) = SCRIPTS

    exec(compile(office, "office.py", "exec"), {})

    assert str(office_of("quality_programme")) == "某市城市提质工作领导小组办公室"
