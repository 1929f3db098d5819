"""A paper as a Word file (Word 导出), in the form that the pack's template gives; tables as Word has them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from baicheng.clock.instants import china_date
from baicheng.packs.notice_templates import environment, opened
from baicheng.server.editions.queries import loaded
from baicheng.server.publishing.composing import Annex, annexes_of, cleaned
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.queries import notice_of
from baicheng.server.publishing.wording import day_said

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: The text area of GB/T 9704 is 156 mm wide; in twentieths of a point.
_WIDTH = 8844
#: How wide the columns of a table are beside each other, by its name.
_WIDTHS: Mapping[str, Sequence[int]] = {
    "units": (5, 16, 6, 7, 8, 8, 6, 8, 8, 8),
    "counties": (5, 16, 6, 7, 8, 8, 6, 8, 8, 8),
    "late": (5, 10, 24, 14, 12, 24),
    "next_due": (6, 12, 34, 18, 14),
    "results": (8, 36, 14, 14),
    "follows": (8, 30, 22, 16),
    "undecided": (8, 26, 40),
}
_SIZE, _LINE = 21, 320  # 五号, in half points; the least height of a line


class Marks(str):
    """Marks of a Word file that are put in as they are, not as text."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def word_file(publication: Publication) -> bytes:
    """The paper as .docx.

    Raises:
        BadTemplate: the template holds what none may hold.
    """
    notice = notice_of(publication)
    template = opened(loaded(publication.edition).templates[notice.template])
    day = day_said(china_date(publication.approved_at or publication.drafted_at))
    filled: dict[str, Any] = {
        "organ": cleaned(publication.organ),
        "number": cleaned(publication.number),
        "title": cleaned(publication.title),
        "addressed": cleaned(publication.addressed),
        "body": [{"kind": one["kind"], "text": cleaned(one["text"])} for one in publication.body],
        "annexes": [
            {
                "number": one.number,
                "title": cleaned(one.title),
                "called": one.called,
                "listed": cleaned(one.listed),
                "table": Marks(table(one)),
            }
            for one in annexes_of(publication, notice)
        ],
        "signed": cleaned(publication.organ),
        "signed_on": day,
        "copies": cleaned(publication.copies),
        "printed_by": cleaned(publication.organ),
        "printed_on": day,
    }
    template.render(filled, environment())
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def table(annex: Annex) -> str:
    """A table as Word has it: heads repeated on each page, a row never torn, what is text kept as text."""
    widths = _in_points(_WIDTHS[annex.table][: len(annex.heads)])
    found = _tag("tbl", nsmap={"w": _W})
    properties = _tag("tblPr", found)
    _tag("tblW", properties, w=str(sum(widths)), type="dxa")
    _tag("jc", properties, val="center")
    borders = _tag("tblBorders", properties)
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _tag(side, borders, val="single", sz="4", space="0", color="000000")
    _tag("tblLayout", properties, type="fixed")
    margins = _tag("tblCellMar", properties)
    for side in ("left", "right"):
        _tag(side, margins, w="60", type="dxa")
    grid = _tag("tblGrid", found)
    for width in widths:
        _tag("gridCol", grid, w=str(width))
    _row(found, annex.heads, widths, head=True)
    for row in annex.rows:
        _row(found, row, widths)
    if annex.more:
        _row(found, ["", *[""] * (len(widths) - 2), annex.more_said], widths)
    return str(etree.tostring(found, encoding="unicode"))


def _in_points(shares: Sequence[int]) -> list[int]:
    return [_WIDTH * share // sum(shares) for share in shares]


def _row(parent: Any, cells: Sequence[Any], widths: Sequence[int], *, head: bool = False) -> None:
    row = _tag("tr", parent)
    properties = _tag("trPr", row)
    _tag("cantSplit", properties)
    if head:
        _tag("tblHeader", properties)
    for cell, width in zip(cells, widths, strict=True):
        _cell(_tag("tc", row), cell, width, head=head)


def _cell(parent: Any, value: Any, width: int, *, head: bool) -> None:
    text = cleaned(str(value))
    properties = _tag("tcPr", parent)
    _tag("tcW", properties, w=str(width), type="dxa")
    _tag("vAlign", properties, val="center")
    paragraph = _tag("p", parent)
    settings = _tag("pPr", paragraph)
    _tag("snapToGrid", settings, val="0")
    _tag("spacing", settings, before="20", after="20", line=str(_LINE), lineRule="atLeast")
    _tag("jc", settings, val="left" if len(text) > _SHORT and not head else "center")
    run = _tag("r", paragraph)
    look = _tag("rPr", run)
    font = "黑体" if head else "仿宋_GB2312"
    _tag("rFonts", look, ascii=font, hAnsi=font, eastAsia=font)
    _tag("sz", look, val=str(_SIZE))
    words = _tag("t", run)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = text


#: Shorter cells stand in the middle, longer ones begin on the left.
_SHORT = 10


def _tag(name: str, parent: Any = None, nsmap: Mapping[str, str] | None = None, **attributes: str) -> Any:
    found = (
        etree.Element(f"{{{_W}}}{name}", nsmap=dict(nsmap or {}))
        if parent is None
        else etree.SubElement(parent, f"{{{_W}}}{name}")
    )
    for key, value in attributes.items():
        found.set(f"{{{_W}}}{key}", value)
    return found
