"""Search in numbers and titles (检索): by pairs of characters, since Chinese has no blanks between words.

Whatever holds a text holds every pair of neighbouring characters of it. The pairs of each record are kept in
``SearchText`` and indexed by the database in its own way; what has all pairs is then looked at itself.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Q, QuerySet

from baicheng.server.registers.models import Record, SearchText
from baicheng.server.web.once import asked_once

#: A text that more records hold is common: it is found soon in whatever order records are read.
FEW = 2_000
#: Of the pages in which PostgreSQL keeps the pairs it looks at two in a thousand; what stands in so many of those
#: is common. Pages, not records: those with numbers that begin alike stand together.
COMMON_PAGES = 8
#: For so many seconds a process remembers that a text is common. What it finds does not depend on that, only how.
REMEMBERED = 600
_SQLITE = "SELECT rowid FROM registers_searchtext_fts WHERE registers_searchtext_fts MATCH %s LIMIT %s"
#: A null where the text is common; there the index would gather a hundred thousand before the limit counts.
_POSTGRESQL = """
WITH sampled AS MATERIALIZED (
    SELECT COUNT(DISTINCT (ctid::text::point)[0]) AS pages
    FROM registers_searchtext TABLESAMPLE SYSTEM (0.2) REPEATABLE (0)
    WHERE pairs LIKE %s AND string_to_array(pairs, ' ') @> %s::text[]
)
SELECT NULL FROM sampled WHERE pages >= %s
UNION ALL
(SELECT record_id FROM registers_searchtext
WHERE (SELECT pages FROM sampled) < %s AND string_to_array(pairs, ' ') @> %s::text[] LIMIT %s)
"""
_RUN = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z0-9]{4,}")


def pairs_of(text: str) -> list[str]:
    """The pairs of neighbouring letters and digits in a text, each once.

    There are but a hundred pairs of digits, which stand in every number: of digits and Latin letters each four
    in a row are taken too.

    >>> pairs_of("2026-07 打通道路")
    ['20', '02', '26', '07', '打通', '通道', '道路', '2026']
    """
    text = text.lower()
    found = [run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run) - 1)]
    found += [run[at : at + 4] for run in _LATIN.findall(text) for at in range(len(run) - 3)]
    return list(dict.fromkeys(found))


def remember_words(record: Record) -> None:
    """Keep what a record is found by; call it where its number or title is written."""
    SearchText.objects.update_or_create(record=record, defaults={"pairs": words_of(record)})


def words_of(record: Record) -> str:
    """The pairs of a record's number and title, as they are kept."""
    return " ".join(pairs_of(f"{record.number} {record.title}"))


def holding(rows: QuerySet[Any], text: str, prefix: str = "") -> QuerySet[Any]:
    """Those of some rows whose record holds a text in its number or title.

    Args:
        prefix: the way from the rows to their record, such as ``record__``.
    """
    # Most is searched for in Chinese, which has no capitals: PostgreSQL need not turn every title into such.
    within = "contains" if text.upper() == text.lower() else "icontains"
    holds = Q(**{f"{prefix}number__{within}": text}) | Q(**{f"{prefix}title__{within}": text})
    found = candidates(text)
    return rows.filter(holds) if found is None else rows.filter(holds, **{f"{prefix}pk__in": found})


@asked_once
def candidates(text: str) -> list[int] | None:
    """The ids of the records that may hold a text; none where it is common, or too short to tell."""
    pairs = pairs_of(text)
    if not pairs:
        return None
    # A digest, since a text may be longer than the key of a cache.
    common = f"common-{blake2b(' '.join(pairs).encode(), digest_size=16).hexdigest()}"
    if cache.get(common):
        return None
    with connection.cursor() as cursor:
        cursor.execute(*_QUERIES[connection.vendor](pairs))
        found = [key for (key,) in cursor.fetchall()]
    if len(found) <= FEW and None not in found:
        return found
    cache.set(common, True, REMEMBERED)
    return None


def _in_sqlite(pairs: list[str]) -> tuple[str, list[Any]]:
    wanted = " AND ".join(f'"{pair}"' for pair in pairs)
    return _SQLITE, [wanted, FEW + 1]


def _in_postgresql(pairs: list[str]) -> tuple[str, list[Any]]:
    # Only what has the last pair somewhere is taken apart, which is longer work than to look for it.
    return _POSTGRESQL, [f"%{pairs[-1]}%", pairs, COMMON_PAGES, COMMON_PAGES, pairs, FEW + 1]


_QUERIES = {"sqlite": _in_sqlite, "postgresql": _in_postgresql}
