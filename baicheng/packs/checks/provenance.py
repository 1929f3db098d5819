"""Sources name documents of pack.yaml; what people read is there in both languages; dates do not overlap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from baicheng.flows.keys import Sentence
from baicheng.packs.checks.walking import Found, everything
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem, suggestion
from baicheng.packs.schema.basics import InForce, Source, Title
from baicheng.packs.schema.manifest import Encoded, LeftOut

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORD = re.compile(r"[a-z]{4,}")
_LETTER = re.compile(r"[A-Za-z]")


def check_documents(pack: Pack) -> Iterator[Problem]:
    """Every document that is named is listed, once."""
    listed = [document.number for document in pack.manifest.documents]
    for index, number in enumerate(listed):
        if number in listed[:index]:
            yield pack.place("pack", "").problem(
                ("documents", index, "number"),
                f"{number} 列了两次，请删去一处。",
                f"{number} is listed twice; remove one.",
            )
    for found in everything(pack):
        if isinstance(found.value, Source | Encoded | LeftOut) and found.value.document not in listed:
            zh, en = suggestion(found.value.document, listed)
            yield found.place.problem(
                (*found.path, "document"),
                f"pack.yaml 的 documents 里没有 {found.value.document}，{zh}",
                f"{found.value.document} is not among the documents of pack.yaml; {en}",
            )


def check_translations(pack: Pack) -> Iterator[Problem]:
    """The English words are no Chinese, and the other way round."""
    for found in everything(pack):
        if not isinstance(found.value, Title):
            continue
        if isinstance(found.value, Sentence) and found.value.zh == found.value.en:
            yield from _in_one_language(found, found.value.zh)
            continue
        if len(_CHINESE.findall(found.value.en)) > len(_LETTER.findall(found.value.en)):
            yield found.place.problem(
                (*found.path, "en"),
                f"没有译成英文：“{found.value.en}”。",
                f"untranslated: '{found.value.en}' is no English.",
            )
        if not _CHINESE.search(found.value.zh) and _ENGLISH_WORD.search(found.value.zh):
            yield found.place.problem(
                (*found.path, "zh"),
                f"没有译成中文：“{found.value.zh}”。",
                f"untranslated: '{found.value.zh}' is no Chinese.",
            )


def _in_one_language(found: Found, text: str) -> Iterator[Problem]:
    """A sentence that is written once; units and the like are the same in both languages."""
    if text != "none" and (_ENGLISH_WORD.search(text) or len(_CHINESE.findall(text)) > 1):
        yield found.place.problem(
            found.path,
            f"只有一种语言：“{text}”，请写成 {{zh: …, en: …}}。",
            f"in one language only: '{text}'; write {{zh: …, en: …}}.",
            warning=True,
        )


def check_dates(pack: Pack) -> Iterator[Problem]:
    """Of one value, membership or yearly stretch only one version holds on a day."""
    for found in _rows_by_date(pack):
        named: dict[str, list[tuple[InForce, int]]] = defaultdict(list)
        assert isinstance(found.value, tuple)
        for index, row in enumerate(found.value):
            if row.in_force is not None:
                named[getattr(row, "name", "")].append((row.in_force, index))
        for versions in named.values():
            versions.sort(key=lambda version: version[0].since or date.min)
            for (earlier, _), (later, index) in pairwise(versions):
                if earlier.until is None or (later.since or date.min) < earlier.until:
                    yield found.place.problem(
                        (*found.path, index, "in_force"),
                        f"有效期重叠：前一项到 {earlier.until or '（未写 until）'}，"
                        f"这一项从 {later.since} 起；请给前一项写 until: {later.since}。",
                        f"dates overlap: the earlier one holds until {earlier.until or '(no until)'} and this one "
                        f"from {later.since}; write until: {later.since} in the earlier.",
                    )


def _rows_by_date(pack: Pack) -> Iterator[Found]:
    for name, table in pack.values.items():
        yield Found(pack.place("values", name), ("values",), table.values)
    for name, group in pack.groups.items():
        yield Found(pack.place("groups", name), ("members",), group.members)
    for name, period in pack.periods.items():
        yield Found(pack.place("periods", name), ("spans",), period.spans)
