"""Tasks that stand below the name of the unit that bears them: 一、市教育局, with its work numbered below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from baicheng.reading.model import Role
from baicheng.reading.sections import Section
from baicheng.reading.spans import Span
from baicheng.reading.tasks.labelled import Assignment
from baicheng.reading.tasks.smallest import is_general, leaves
from baicheng.reading.text import Text
from baicheng.reading.wording.markers import Style
from baicheng.reading.wording.unit_heads import unit_head
from baicheng.reading.wording.units import parties_in

_FEWEST = 2  # a single heading that names a body may be about it
_OF_RULES = {Style.CHAPTER, Style.SECTION, Style.ARTICLE}
_DUTIES = re.compile("职责|机构|职能")
_SAID = {Role.LEAD, Role.RESPONSIBLE}


def head_blocks(
    content: Text, root: Section, blocks: Mapping[int, list[Assignment]]
) -> Iterator[tuple[Section, Assignment]]:
    """The smallest clauses below headings of units, each with those units.

    At least two headings side by side name units. Clauses that print who leads or answers have their own.

    Args:
        blocks: what each clause itself prints, by its identity.
    """
    for above in root.walk():
        heads = [(child, head) for child in above.children if (head := _head(content, child)) is not None]
        styles = Counter(child.style for child, _ in heads)
        if any(is_general(s) or _DUTIES.search(s.title) for s in above.chain()):
            continue
        for child, head in heads:
            if styles[child.style] >= _FEWEST:
                for clause in leaves(content, child):
                    if not _names_bearers(blocks.get(id(clause), [])):
                        yield clause, head


def _head(content: Text, section: Section) -> Assignment | None:
    """The units that the heading of a section names, if work stands below it."""
    if section.marker is None or section.style in _OF_RULES or not _has_words(section):
        return None
    head = unit_head(section.title)
    if head is None:
        return None
    start = section.start + section.marker.length
    span = Span(start, start + head.length)
    return Assignment(span, tuple(parties_in(content, span, head.role)), (), True)


def _has_words(section: Section) -> bool:
    behind = section.paragraphs[0].end > section.heading.end if section.paragraphs else False
    return bool(section.children) or len(section.paragraphs) > 1 or behind


def _names_bearers(blocks: list[Assignment]) -> bool:
    return any(block.closing and party.role in _SAID for block in blocks for party in block.parties)
