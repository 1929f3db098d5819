"""The sheet that is filled in (台账模板): heads with explanations, lists to choose from, an example, the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import IO, Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range_abs

from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.server.orgs.models import NameKind
from baicheng.server.orgs.queries import directory
from baicheng.server.registers.books import Book, said, spoken
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import Filters, list_page
from baicheng.server.registers.queries.listing import narrowed
from baicheng.server.sheets.cells import NOT_STATED
from baicheng.server.sheets.columns import NUMBER, PARTS, STATE, TARGETS, TITLE, Target, help_of, targets
from baicheng.server.sheets.present import present
from baicheng.server.sheets.tables import EXAMPLE, MOST_ROWS
from baicheng.server.web.paging import bounded_count
from baicheng.server.web.spreadsheets import SHEET_ROWS, Entry, Spreadsheet, SpreadsheetFile, sheet_name

_NOTE_ROW, _HEAD_ROW, _FIRST_ROW = 0, 1, 2
_PAGE = 500
#: So many subjects stand in the list of units.
_MOST_UNITS = 20_000
_HEAD = {"bold": True, "bottom": 1, "bg_color": "#DCE7F2"}
#: What is not taken has a head that looks otherwise.
_HEAD_SHOWN = {"italic": True, "bottom": 1, "bg_color": "#ECECEC"}
_FAINT = {"font_color": "#5b6675", "italic": True}
_SUBJECTS = ("单位名录", "Directory")
_OPTIONS = ("选项", "Options")


def form_file(
    viewer: Viewer, book: Book, records: Iterable[Record] | None = None, *, more: bool = False
) -> IO[bytes]:
    """The form of a register as an .xlsx file, open at its beginning: empty, or filled in with records.

    Args:
        records: what stands in it; with none, an example that is not imported, and nothing that is only shown.
        more: the list has more records than stand in it, which its first row then says.
    """
    file = SpreadsheetFile()
    sheet, columns = file.sheet(spoken(book.register.title)), targets(book)
    if records is None:
        columns = tuple(target for target in columns if target.kind not in ("computed", "files"))
    note = _note()
    if more:
        sheet.put(_NOTE_ROW, 0, Entry(f"{_cut()} {note}"), font_color="#B42318", bold=True)
    else:
        sheet.put(_NOTE_ROW, 0, Entry(note), **_FAINT)
    for place, target in enumerate(columns):
        sheet.put(_HEAD_ROW, place, _head(target), **(_HEAD if target.is_taken else _HEAD_SHOWN))
    for place, target in enumerate(columns):  # now, since rows are written from above to below
        sheet.page.write_comment(_HEAD_ROW, place, _explained(target), {"x_scale": 2.2, "y_scale": 1.2})
    last = _FIRST_ROW
    if records is None:
        sheet.write(_FIRST_ROW, [_example(target) for target in columns], **_FAINT)
    else:
        last = _HEAD_ROW
        for last, row in enumerate(_rows(viewer, book, columns, records), start=_FIRST_ROW):
            sheet.write(last, row)
    names = list(_subjects(viewer))
    options = _Options(columns)
    for place, target in enumerate(columns):
        _offer(sheet, place, target, options, len(names))
    sheet.arrange(_HEAD_ROW, last, [_width(target) for target in columns])
    options.write(file.sheet(said(*_OPTIONS)))
    _write_subjects(file.sheet(said(*_SUBJECTS)), names)
    return file.finish()


def listed_records(
    viewer: Viewer, book: Book, filters: Filters, order: str, *, most: int = SHEET_ROWS
) -> Iterator[Record]:
    """The records of a list in their order, page by page; all of them, unless ``most`` says how many."""
    assert viewer.user is not None, "somebody asked for the file"
    after, left = "", most
    while left > 0:
        page = list_page(
            viewer.user, book.id, filters, order, after=after, size=min(_PAGE, left), viewer=viewer, roles=()
        )
        yield from page.rows
        left -= len(page.rows)
        after = page.next
        if not after:
            return


def are_too_many(viewer: Viewer, book: Book, filters: Filters) -> bool:
    """Whether a list has more records than an import takes."""
    rows, _prefix = narrowed(viewer, book, filters)
    return bounded_count(rows, MOST_ROWS).more


def _rows(
    viewer: Viewer, book: Book, columns: Sequence[Target], records: Iterable[Record]
) -> Iterator[list[Entry]]:
    for some in _by_pages(records):
        held = present(book, viewer, some)
        for record in some:
            yield [held.entry(record, target) for target in columns]


def _by_pages(records: Iterable[Record]) -> Iterator[list[Record]]:
    page: list[Record] = []
    for record in records:
        page.append(record)
        if len(page) == _PAGE:
            yield page
            page = []
    if page:
        yield page


def _note() -> str:
    return _(
        "One record a row. Leave the number empty for a new record. Several names go on lines of their own "
        "(Alt+Enter) or between 、. Point at a title to see what belongs below it. Columns may be moved or deleted."
    )


def _cut() -> str:
    return _(
        "Only the first %(most)s records of the list stand here, as many as can be brought back at once: narrow the "
        "ledger by its filters and fetch the others so."
    ) % {"most": MOST_ROWS}


def _head(target: Target) -> Entry:
    return Entry(target.head + (" *" if target.required else ""))


def _explained(target: Target) -> str:
    """What belongs in a column."""
    return "\n".join(filter(None, (target.head, help_of(target), *_rules(target))))


def _rules(target: Target) -> Iterator[str]:
    if target.name == NUMBER:
        yield _("The system gives the number. With a number the row changes that record.")
    elif target.name == STATE and target.kind == "state":
        yield _(
            "Of a new record: in which state it stands already. Later, moves on the record's page change it."
        )
    elif target.kind == "files":
        yield _("Only shown: a sheet cannot bring files; attach them on the record's page.")
    elif target.kind == "computed":
        yield _("Only shown: it is computed from other fields.")
    elif target.kind == "beside":
        yield _("Of a new record. Later a changed cell is a fault that says where it is changed.")
        yield from _form_of_lines(target)
    elif target.name == TITLE and target.kind == "title":
        yield _("What the record is called in lists; made from the text where it is empty.")
    if target.required:
        yield _("Required.")
    if target.names_subjects:
        yield _("Full name, short name or alias as in the sheet “%(sheet)s”.") % {"sheet": said(*_SUBJECTS)}
    if target.field is not None and target.kind == "field":
        yield from _rules_of_field(target.field)
    if target.many:
        yield _("Several are possible.")


def _form_of_lines(target: Target) -> Iterator[str]:
    """How the lines of a column are written."""
    if target.name == TARGETS:
        yield _("A target a line: indicator｜≥ number unit｜whose｜from～to｜until.")
        yield "断头路｜≥ 3 条｜市城建局｜2026-01-01～2026-12-31｜2026-06-30"
        yield _(
            "分解： before a line makes it a share of the target above it, 其中： one that is not added up."
        )
    elif target.name == PARTS:
        yield _("A part a line: what｜who｜until.")
        yield "完成征迁｜市城建局、中原区｜2026-03-31"


def _rules_of_field(field: Field) -> Iterator[str]:
    if field.kind == "date":
        yield _("A day, such as 2026-03-05.")
    elif field.kind == "percent":
        yield _("Per cent: 40 or 40%.")
    elif field.kind in NUMERIC:
        yield _("A number without its unit.")
    elif field.kind == "choice":
        yield _("One of: %(options)s.") % {
            "options": "、".join(spoken(one) for one in (field.of or {}).values())
        }
    elif field.kind == "link":
        yield _("The number of the record.")
    elif field.kind == "place":
        yield _("Latitude and longitude in degrees, such as 34.75, 113.62; one position a line.")
    elif field.kind == "personal":
        yield _("Personal data: exported masked; a mask that comes back changes nothing.")
    if field.max_length:
        yield _("At most %(most)s characters.") % {"most": field.max_length}
    if field.min is not None or field.max is not None:
        limits = {
            "least": field.min if field.min is not None else "—",
            "most": field.max if field.max is not None else "—",
        }
        yield _("From %(least)s to %(most)s.") % limits
    if field.not_stated:
        yield _("“%(words)s” where the document leaves it open.") % {"words": said(*NOT_STATED)}


def _example(target: Target) -> Entry:
    if target.name == NUMBER:
        return Entry(said(*EXAMPLE))
    if target.kind == "title":
        return Entry(_("Open two dead-end roads"))
    field = target.field
    if field is None or field.kind not in ("date", "choice", *NUMERIC):
        return Entry("")
    if field.kind == "date":
        return Entry("2026-06-30")
    if field.kind == "choice":
        return Entry(next((spoken(one) for one in (field.of or {}).values()), ""))
    return Entry(str(field.min if field.min is not None else 40))


def _width(target: Target) -> float:
    if target.kind in ("title", "beside"):
        return 32
    field = target.field
    if field is not None and field.kind == "text" and not (field.max_length and field.max_length <= 120):
        return 40
    return 22 if target.names_subjects else 15


class _Options:
    """The sheet with what can be chosen, a column for each choice, and where each stands."""

    def __init__(self, columns: Sequence[Target]) -> None:
        self._lists: dict[str, tuple[str, list[str]]] = {}
        for target in columns:
            if target.field is not None and target.field.kind == "choice":
                words = [spoken(one) for one in (target.field.of or {}).values()]
                self._lists[target.name] = (target.head, words)

    def source(self, name: str) -> str:
        """Where the options of a choice stand."""
        place = list(self._lists).index(name)
        last = len(self._lists[name][1])
        return f"='{sheet_name(said(*_OPTIONS))}'!{xl_range_abs(1, place, max(last, 1), place)}"

    def write(self, sheet: Spreadsheet) -> None:
        """Write the heads and, below them, the options."""
        sheet.write(0, [Entry(head) for head, _words in self._lists.values()], bold=True, bottom=1)
        rows = zip_longest(*(words for _head, words in self._lists.values()), fillvalue="")
        for number, row in enumerate(rows, start=1):
            sheet.write(number, [Entry(word) for word in row])
        sheet.page.set_column(0, max(len(self._lists) - 1, 0), 24)


def _offer(sheet: Spreadsheet, place: int, target: Target, options: _Options, names: int) -> None:
    """Offer what a cell can hold as a list; several cannot be chosen so, and are typed."""
    if target.many:
        return
    rule: dict[str, Any] = {"validate": "list", "error_type": "warning"}
    if target.field is not None and target.field.kind == "choice":
        rule["source"] = options.source(target.name)
    elif target.names_subjects and names:
        rule["source"] = f"='{sheet_name(said(*_SUBJECTS))}'!{xl_range_abs(1, 0, names, 0)}"
    else:
        return
    sheet.page.data_validation(_FIRST_ROW, place, _FIRST_ROW + MOST_ROWS, place, rule)


def _subjects(viewer: Viewer) -> Iterator[tuple[str, str, str]]:
    """Name, short name and kind of who stands in the directory today; persons are typed."""
    rows = directory(on=viewer.day).prefetch_related("names").order_by("kind", "name", "pk")[:_MOST_UNITS]
    for subject in rows.iterator(chunk_size=_PAGE):
        held = [one for one in subject.names.all() if one.superseded_at is None and one.until is None]
        short = "、".join(one.text for one in held if one.kind != NameKind.OFFICIAL)
        yield subject.name, short, str(subject.get_kind_display())


def _write_subjects(sheet: Spreadsheet, names: Sequence[tuple[str, str, str]]) -> None:
    heads = (_("Full name"), _("Short name and aliases"), _("Kind"))
    sheet.write(0, [Entry(head) for head in heads], bold=True, bottom=1)
    for number, row in enumerate(names, start=1):
        sheet.write(number, [Entry(text) for text in row])
    sheet.arrange(0, len(names), (36, 36, 16), frozen=1)
