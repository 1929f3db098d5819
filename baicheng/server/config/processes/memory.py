"""What stays in memory (常驻内存): loaded before the first page, and not looked through again for what can be freed.

Python looks through all objects now and then for such as only refer to each other. With the templates and packs of
a server these are some 200,000, which takes a fifth of a second in which the process answers nobody.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, connection
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

#: A page makes some ten thousand objects, nearly all of which are gone with it.
_YOUNG, _MIDDLE, _OLD = 20_000, 20, 10


def settle() -> None:
    """Load what every page needs, and take it for permanent; the settings are loaded before."""
    from baicheng.server.editions.queries import packs

    assert get_resolver().url_patterns
    for folder in get_app_template_dirs("templates"):
        for file in Path(folder).rglob("*.html"):
            get_template(file.relative_to(folder).as_posix())
    # A database that is missing or was not migrated is told by the first page.
    with suppress(DatabaseError):
        packs()
    connection.close()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
