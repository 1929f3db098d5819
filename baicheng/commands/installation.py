"""Getting at the installation: its settings, its database, its administrators."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from baicheng.commands import FAILED
from baicheng.commands.reporting import say


def with_installation(work: Callable[[], int], *, migrated: bool = True) -> int:
    """Load the settings, then do the work; what is wrong is told in one line.

    Args:
        migrated: whether the work needs the database as this version knows it.

    Returns:
        The exit code of the work, or 1 where the settings, the database or the work refuses.
    """
    try:
        load()
    except (ValueError, OSError) as error:
        say(f"设置有误 / a setting is wrong: {error}")
        return FAILED
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import DatabaseError

    try:
        if migrated and pending():
            say("数据库还没有建立，或属于较早的版本。请先运行：baicheng migrate")
            return FAILED
        return work()
    except ValidationError as error:
        for message in _messages(error):
            say(message)
    except PermissionDenied as error:
        say(str(error))
    except DatabaseError as error:
        say(f"数据库无法使用 / the database cannot be used: {error}")
    return FAILED


def load() -> None:
    """Load the Django settings of this installation.

    Raises:
        ValueError: an environment variable is wrong; the message names it.
        OSError: the data folder cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baicheng.server.config.settings")
    import django

    django.setup()


def pending() -> bool:
    """Whether the database lacks what this version expects."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database and the collected static files up to this version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def _messages(error: Any) -> list[str]:
    """A validation error as lines, each with its field where it has one."""
    if hasattr(error, "error_dict"):
        return [f"{field}: {text}" for field, texts in error.message_dict.items() for text in texts]
    return [str(text) for text in error.messages]
