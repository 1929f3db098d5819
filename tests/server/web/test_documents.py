from __future__ import annotations

import re
from pathlib import Path

from baicheng.server import web
from baicheng.server.config import settings
from baicheng.server.web import icons
from baicheng.server.web.templatetags import components, tables
from baicheng.server.web.templatetags import web as filters
from baicheng.server.web.tones import LIGHTS, TONES

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "baicheng"
READ = re.compile(
    r"\b(?:environment\.)?(?:text|switch|choice|words)\(\"([A-Z_]+)\"|environ\.get\(\"BAICHENG_([A-Z_]+)\""
)


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_every_setting_that_the_server_reads_has_its_row_for_administrators() -> None:
    sources = [path.read_text("utf-8") for path in PACKAGE.rglob("*.py")]
    read = {f"BAICHENG_{''.join(names)}" for source in sources for names in READ.findall(source)}
    told = set(re.findall(r"^\| `(BAICHENG_\w+)` \|", page("administrator.md"), re.MULTILINE))

    assert told == read


def test_every_component_and_filter_is_shown_to_authors_of_pages() -> None:
    text = page("pages.md")
    tags = {*components.register.tags, *tables.register.tags, *filters.register.tags}

    assert {tag for tag in tags if f"{{% {tag}" not in text} == set()
    assert {name for name in filters.register.filters if f"|{name}" not in text} == set()
    assert {name for name in [*LIGHTS, *TONES] if name not in text} == set()


def test_icons_are_named_once_in_order_and_every_icon_that_code_names_is_among_them() -> None:
    listed = icons.LIST.read_text("utf-8").split()
    assert listed == sorted(set(listed))

    server = Path(str(web.__file__)).parents[1]
    sources = [path.read_text("utf-8") for path in server.rglob("templates/**/*.html")]
    named = {name for source in sources for name in re.findall(r"{% icon \"([\w-]+)\"", source)}
    named |= {entry.icon for entry in [*settings.NAVIGATION, *settings.USER_MENU]}
    named |= {light.icon for light in LIGHTS.values()}
    assert named - icons.names() == set()
