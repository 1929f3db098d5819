from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.server.accounts.models import User
from baicheng.server.editions.services import install
from baicheng.server.intake.models import Import
from baicheng.server.intake.services import start_import
from baicheng.server.orgs.models import SubjectKind
from tests.browser import pages
from tests.server.cast import AT, PROGRAMME, SETUP, make_unit

Site = Callable[..., Any]

PLAN = pages.ROOT / "baicheng" / "samples" / "plan.txt"
UNITS = (
    "市住房城乡建设局",
    "市自然资源和规划局",
    "市交通运输局",
    "市公安局",
    "市大数据局",
    "市财政局",
    "市民政局",
    "市水利局",
    "市生态环境局",
    "市园林局",
    "市政务服务局",
)
LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def units(db: None) -> None:
    for name in UNITS:
        make_unit(name)
    make_unit("市公交集团有限公司", SubjectKind.FIRM)
    make_unit("市城市管理局（市综合执法局）")
    make_unit("各区人民政府", SubjectKind.GROUP)
    for name in ("东城区人民政府", "南城区人民政府", "北城区人民政府"):
        make_unit(name)


@pytest.fixture
def intake(office: User, units: None) -> Import:
    install(PROGRAMME, at=AT, actor=SETUP)
    file = SimpleUploadedFile("plan.txt", PLAN.read_bytes())
    (made,) = start_import(file, programme=PROGRAMME, user=office, at=AT)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_and_imports_are_sound_in_both_languages(
    site: Site, axe: Any, screens: Any, office: User, intake: Import, language: str
) -> None:
    for name, path in {
        "documents": "/documents/",
        "document": f"/documents/{intake.document_id}/",
        "imports": "/imports/",
        "upload": "/imports/new/",
        "review": f"/imports/{intake.pk}/",
    }.items():
        page = site(path, office, language=language)
        screens(page, f"{name}-{language}")
        axe(page)
        assert page.watch.transferred < pages.FIRST_LOAD
        page.set_viewport_size({"width": 360, "height": 740})
        assert not pages.is_too_wide(page), name
