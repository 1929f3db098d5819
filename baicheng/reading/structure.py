"""The tree of numbered clauses in a document, each with an address such as 三(三)1(5) or 附件2 四(一)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.reading.model import Clause
from baicheng.reading.records import Records, opens_measures
from baicheng.reading.sections import Section, address_of, close, heading_length, on_same_level, trimmed_end
from baicheng.reading.spans import Span
from baicheng.reading.tails import CLOSING, free_tail
from baicheng.reading.text import Paragraph, Text
from baicheng.reading.unit_lines import unit_lines
from baicheng.reading.wording.labels import opens_with_label
from baicheng.reading.wording.markers import Marker, Style, annex_head, glued_number, marker_at, plain_number

_RANK = {
    Style.PART: 0,
    Style.CHAPTER: 1,
    Style.SECTION: 2,
    Style.HAN: 3,
    Style.ARTICLE: 3,
    Style.UNIT: 4,
    Style.HAN_BRACKET: 4,
    Style.DECIMAL: 4,
    Style.ARABIC: 5,
    Style.ARABIC_BRACKET: 6,
    Style.HALF_BRACKET: 7,
    Style.CIRCLE: 8,
    Style.NAMED: 9,  # stands under whatever clause is open; see ``_descend``
}
_ALWAYS_ABOVE = {Style.PART, Style.CHAPTER, Style.SECTION, Style.HAN}
_TITLE_END = re.compile(
    "(?:意见|办法|方案|规定|计划|要点|细则|规划|条例|规则|制度|措施|预案|清单|名单|目录|标准|分工|一览表|分解表|汇总表|任务表|台账)(?:\\([^()]{1,12}\\))?$"
)
_LONGEST_TITLE = 60
_LARGEST_SKIP = 3


def read_structure(content: Text, span: Span) -> Section:
    """The tree of a document that covers ``span``; its root is the document itself."""
    return _Builder(content, span).build()


def clauses(content: Text, root: Section, document: int) -> Iterator[Clause]:
    """The clauses of a tree in the order of the text, in the form of the ledger."""
    for section in root.walk():
        if section is root:
            continue
        chain = section.chain()
        yield Clause(
            document=document,
            address=section.address,
            parent=chain[-2].address if len(chain) > 1 else "",
            level=len(chain),
            marker=section.marker.label if section.marker else "",
            heading=section.heading.of(content.text),
            span=section.span,
            heading_span=section.heading,
        )


class _Builder:
    def __init__(self, content: Text, span: Span) -> None:
        self._content = content
        self._paragraphs = content.within(span)
        self._root = Section("", span.start, end=span.end)
        self._stack = [self._root]
        self._last: dict[Style, int] = {}
        self._decimals: set[str] = set()
        self._addresses: dict[str, int] = {}
        self._units = unit_lines(content, self._paragraphs)
        self._records = Records([self._norm(p) for p in self._paragraphs if p.cell is None])
        self._measures: dict[int, int] = {}  # how many measures each clause has counted so far

    def build(self) -> Section:
        for index, paragraph in enumerate(self._paragraphs):
            self._take(index, paragraph)
        close(self._root, self._root.end)
        free_tail(self._content, self._root)
        for section in self._root.walk():
            section.end = trimmed_end(self._content.text, section)
        return self._root

    def _take(self, index: int, paragraph: Paragraph) -> None:
        norm = self._norm(paragraph)
        if paragraph.cell is not None:
            self._stack[-1].paragraphs.append(paragraph)
        elif (marker := self._units.get(index)) is not None:
            self._open_clause(paragraph, marker, norm)
        elif (annex := annex_head(norm)) is not None and not self._is_annex_list(index, norm):
            self._open_root(paragraph, f"附件{annex.number}", annex.length)
        elif (marker := marker_at(norm)) is not None and self._is_measure(index, marker):
            self._stack[-1].paragraphs.append(paragraph)
        elif marker is not None and self._accepts(marker, norm):
            self._open_clause(paragraph, marker, norm)
        elif (marker := glued_number(norm, self._last.get(Style.ARABIC, -2) + 1)) is not None:
            self._open_clause(paragraph, marker, norm)
        elif (marker := self._records.marker_at(norm)) is not None:
            self._open_clause(paragraph, marker, norm)
        elif (marker := plain_number(norm)) is not None and self._counts_parts(index, marker):
            self._open_clause(paragraph, marker, norm)
        elif self._follows_annex_head(norm):
            section = self._stack[-1]
            section.heading = Span(section.heading.start, paragraph.end)
            section.title = norm
            section.paragraphs.append(paragraph)
        elif self._is_bundled_title(index, norm):
            self._open_root(paragraph, f"《{paragraph.span.of(self._content.text)}》", len(norm))
        else:
            if CLOSING.match(norm):
                self._leave_clauses(paragraph.start)
            self._stack[-1].paragraphs.append(paragraph)

    def _leave_clauses(self, end: int) -> None:
        """End the numbered clauses here: what follows belongs to the document or annex as a whole."""
        keep = 2 if len(self._stack) > 1 and self._stack[1].marker is None else 1
        if self._stack[keep - 1].children:
            close(self._stack[keep - 1].children[-1], end)
        del self._stack[keep:]

    def _norm(self, paragraph: Paragraph) -> str:
        return self._content.norm[paragraph.start : paragraph.end]

    def _is_annex_list(self, index: int, norm: str) -> bool:
        """Whether the word 附件 opens the list of annexes under a notice rather than an annex."""
        if len(norm) <= 5:
            return False
        following = self._norm(self._paragraphs[index + 1]) if index + 1 < len(self._paragraphs) else ""
        return following.startswith("附件") or norm.endswith(("(略)", ";"))

    def _accepts(self, marker: Marker, norm: str) -> bool:
        """Whether a number at the head of a paragraph is one of the clauses' numbers."""
        if marker.length >= len(norm):
            return marker.style is Style.NAMED
        last = self._last.get(marker.style)
        if marker.style is Style.DECIMAL:
            above, _, _ = marker.label.rpartition(".")
            earlier = range(max(marker.ordinal - _LARGEST_SKIP, 1), marker.ordinal)
            return marker.ordinal == 1 or any(f"{above}.{n}" in self._decimals for n in earlier)
        if last is None or marker.ordinal == 1:
            return True
        return marker.ordinal <= last + _LARGEST_SKIP

    def _is_measure(self, index: int, marker: Marker) -> bool:
        """Whether a number counts the measures of a clause that is itself numbered in this style.

        They begin with 1 below 整改措施：. A number that could be the next clause as well is that where
        a label follows on it (责任单位：…), as it does on the clauses of such lists.
        """
        clause = self._stack[-1]
        if clause.marker is None or clause.marker.style is not marker.style:
            return False
        counted = self._measures.get(id(clause), 0)
        begins = (
            counted == 0 and marker.ordinal == 1 and opens_measures(self._norm(self._paragraphs[index - 1]))
        )
        if not begins and (counted == 0 or marker.ordinal != counted + 1):
            return False
        if not begins and marker.ordinal == clause.marker.ordinal + 1:
            following = self._paragraphs[index + 1 : index + 2]
            if following and opens_with_label(self._norm(following[0])):
                return False
        self._measures[id(clause)] = marker.ordinal
        return True

    def _counts_parts(self, index: int, marker: Marker) -> bool:
        """Whether the next numbered paragraph counts on from a plain number: 3, then 3.1."""
        for paragraph in self._paragraphs[index + 1 : index + 6]:
            following = marker_at(self._norm(paragraph))
            if following is not None:
                return following.style is Style.DECIMAL and following.label.startswith(f"{marker.label}.")
        return False

    def _follows_annex_head(self, norm: str) -> bool:
        """Whether a paragraph is the title under the word 附件, on the line after it."""
        section = self._stack[-1]
        bare = section.marker is None and section.address.startswith("附件") and not section.title
        return (
            bare
            and len(section.paragraphs) == 1
            and len(norm) <= _LONGEST_TITLE
            and not set(norm) & set("。;,:")
        )

    def _is_bundled_title(self, index: int, norm: str) -> bool:
        """Whether a paragraph is the title of a further text bundled into the document.

        It is when clauses went before it and the numbers start again after it.
        """
        if (
            not self._root.children
            or len(norm) > _LONGEST_TITLE
            or set(norm) & set("。;:,")
            or opens_with_label(norm)
        ):
            return False
        before = self._norm(self._paragraphs[index - 1])
        if not _TITLE_END.search(norm) and not CLOSING.match(before):
            return False
        for paragraph in self._paragraphs[index + 1 : index + 6]:
            marker = marker_at(self._norm(paragraph))
            if marker is not None:
                restarted = {Style.HAN, Style.ARTICLE, Style.CHAPTER, Style.PART}
                return marker.ordinal == 1 and marker.style in restarted
        return False

    def _open_root(self, paragraph: Paragraph, address: str, heading: int) -> None:
        close(self._root, paragraph.start)
        section = Section(self._unique(address), paragraph.start, parent=self._root)
        section.heading = Span(paragraph.start, paragraph.start + heading)
        if paragraph.end > section.heading.end and paragraph.end - paragraph.start <= _LONGEST_TITLE:
            section.heading = paragraph.span
        section.title = section.heading.of(self._content.norm)[heading:]
        section.paragraphs.append(paragraph)
        self._root.children.append(section)
        self._stack = [self._root, section]
        self._last.clear()
        self._decimals.clear()

    def _open_clause(self, paragraph: Paragraph, marker: Marker, norm: str) -> None:
        self._descend(marker)
        parent = self._stack[-1]
        section = Section(self._unique(address_of(parent, marker)), paragraph.start, marker, parent)
        heading = heading_length(norm, marker)
        section.heading = Span(paragraph.start, paragraph.start + heading)
        section.title = norm[marker.length : heading]
        section.paragraphs.append(paragraph)
        if parent.children:
            close(parent.children[-1], paragraph.start)
        parent.children.append(section)
        self._stack.append(section)
        self._last[marker.style] = marker.ordinal
        if marker.style is Style.DECIMAL:
            self._decimals.add(marker.label)

    def _descend(self, marker: Marker) -> None:
        """Leave the sections that end where a clause with this number begins."""
        for depth in range(len(self._stack) - 1, 0, -1):
            if on_same_level(self._stack[depth].marker, marker):
                del self._stack[depth:]
                return
        known = marker.style in self._last
        while len(self._stack) > 1:
            style = self._stack[-1].style
            if style is None or _RANK[style] <= _RANK[marker.style]:
                return
            if style is Style.NAMED and not (marker.style in _ALWAYS_ABOVE and marker.ordinal > 1):
                return
            if not known and marker.ordinal == 1 and marker.style not in _ALWAYS_ABOVE:
                return
            self._stack.pop()

    def _unique(self, address: str) -> str:
        """An address that no other clause of the document has."""
        count = self._addresses[address] = self._addresses.get(address, 0) + 1
        return address if count == 1 else self._unique(f"{address}〔{count}〕")
