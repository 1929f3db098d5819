"""``baicheng migrate``: the database and the static files as this version knows them."""

from __future__ import annotations

from pathlib import Path

from baicheng.commands import SUCCESS
from baicheng.commands.installation import migrate, with_installation
from baicheng.commands.reporting import say


def run() -> int:
    """Make or renew database and static files; returns the exit code. Running it twice does no harm."""
    return with_installation(_migrate, migrated=False)


def _migrate() -> int:
    from django.conf import settings

    migrate()
    missing = untranslated()
    if missing:
        say(f"缺少译文文件（{'、'.join(missing)}），页面会显示英文。从源码运行时请先执行 make assets。")
    say(f"数据库和静态文件已就绪：{settings.DATA}")
    return SUCCESS


def untranslated() -> list[str]:
    """The apps whose translations are there but not compiled, which happens in a source folder only."""
    from django.apps import apps

    return [
        config.label
        for config in apps.get_app_configs()
        for catalogue in (Path(config.path) / "locale").glob("*/LC_MESSAGES/django.po")
        if config.name.startswith("baicheng.") and not catalogue.with_suffix(".mo").exists()
    ]
