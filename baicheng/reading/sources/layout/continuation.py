"""Tables that go on across pages (续表)."""

from __future__ import annotations

from baicheng.reading.sources.layout.cells import ENDS, Table, TableCell

SAME_COLUMN = 4.0  # points that a column may shift from page to page
TALLEST_HEAD = 4  # rows


def continues(table: Table, following: Table) -> bool:
    """Whether a table at the top of a page goes on with the one at the end of the page before.

    It does where it stands on the next page and has the same columns; margins may differ between
    left and right pages.
    """
    if following.page != table.last_page + 1 or len(table.columns) != len(following.columns):
        return False
    shift = following.x0 - table.x0
    return all(
        abs(b - a - shift) <= SAME_COLUMN for a, b in zip(table.columns, following.columns, strict=True)
    )


def extend(table: Table, following: Table) -> None:
    """Add the rows of the next page to a table, without its repeated head.

    A row that the page break cut in two stays one row: its cells get the rest as further paragraphs.
    A cell merged over several rows that reaches the page break goes on over the rows below.
    """
    head = _repeated_head(table, following)
    first = head + 1
    if _is_cut(table, following.row(first), head):
        _join_cut_row(table, following.row(first))
        first += 1
    elif first <= following.rows:
        _stretch_merged(table, following, first)
    shift = table.rows - first + 1
    for cell in following.cells:
        if cell.row >= first:
            cell.row += shift
            table.cells.append(cell)
    table.rows += following.rows - first + 1
    table.last_page = following.last_page


def _repeated_head(table: Table, following: Table) -> int:
    """How many rows at the top of both tables are the same."""
    height = 0
    for row in range(1, min(TALLEST_HEAD, table.rows, following.rows) + 1):
        above, below = table.row(row), following.row(row)
        if [_content(cell) for cell in above] != [_content(cell) for cell in below]:
            break
        if any(cell.row + cell.rows - 1 > min(table.rows, following.rows) for cell in below):
            break
        height = row
    if all(cell.is_empty for row in range(1, height + 1) for cell in table.row(row)):
        return 0
    return height if height < following.rows else 0


def _content(cell: TableCell) -> tuple[int, int, int, str]:
    return cell.column, cell.rows, cell.columns, "".join("".join(cell.paragraphs).split())


def _last_cell(table: Table, column: int) -> TableCell | None:
    """The cell of the last row that covers a column."""
    for cell in reversed(table.cells):
        if cell.row + cell.rows - 1 == table.rows and cell.column <= column < cell.column + cell.columns:
            return cell
    return None


def _is_cut(table: Table, row: list[TableCell], head: int) -> bool:
    """Whether a row only goes on with the last row of the page before.

    Then its key is missing, and whatever it holds has something above it to go on from. The key is
    the first column that every row so far has filled on its own, such as the serial number (序号);
    where there is none, half of the row must be empty.
    """
    filled = [cell for cell in row if not cell.is_empty]
    above = [_last_cell(table, cell.column) for cell in filled]
    if not filled or any(cell is None or cell.is_empty for cell in above):
        return False
    key = _key_column(table, head)
    if key is not None:
        return any(cell.column == key and cell.is_empty for cell in row)
    return row[0].is_empty and 2 * len(filled) <= len(row)


def _key_column(table: Table, head: int) -> int | None:
    """The first column in which each row below the head has a filled cell of its own."""
    rows = range(head + 1, table.rows + 1)
    for column in range(1, len(table.columns)):
        cells = [cell for cell in table.cells if cell.column == column and cell.row > head]
        if len(cells) == len(rows) and all(cell.rows == 1 and not cell.is_empty for cell in cells):
            return column
    return None


def _join_cut_row(table: Table, row: list[TableCell]) -> None:
    for cell in row:
        above = _last_cell(table, cell.column)
        if above is None:
            continue
        above.rows += cell.rows - 1
        rest = list(cell.paragraphs)
        if rest and above.paragraphs and not above.paragraphs[-1].endswith(ENDS):
            above.paragraphs[-1] += rest.pop(0)
        above.paragraphs.extend(rest)


def _stretch_merged(table: Table, following: Table, row: int) -> None:
    """Let merged cells at the page break cover the empty cells that go on with them below."""
    for cell in following.row(row):
        above = _last_cell(table, cell.column)
        if not cell.is_empty or above is None or above.columns != cell.columns:
            continue
        if above.rows > 1 or cell.rows > 1:
            above.rows += cell.rows
            following.cells.remove(cell)
