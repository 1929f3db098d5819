"""A source in a form that a test can compare at a glance."""

from __future__ import annotations

from baicheng.reading.spans import Source


def texts(source: Source) -> list[str]:
    """The text of each block."""
    return [source.text[block.start : block.end] for block in source.blocks]


def cells(source: Source) -> list[tuple[str, str]]:
    """Each block in a table: table.row.column, with +rows and +columns where merged, and its text."""
    found = []
    for block in source.blocks:
        cell = block.cell
        if cell is not None:
            merged = f"+{cell.rows}+{cell.columns}" if cell.rows * cell.columns > 1 else ""
            place = f"{cell.table}.{cell.row}.{cell.column}{merged}"
            found.append((place, source.text[block.start : block.end]))
    return found


def pages(source: Source) -> list[int | None]:
    """The page of each block."""
    return [block.page for block in source.blocks]


def assert_sound(source: Source) -> None:
    """Blocks lie within the text, in order and without overlap."""
    end = 0
    for block in source.blocks:
        assert end <= block.start <= block.end <= len(source.text)
        assert 0 <= block.generated <= block.end - block.start
        end = block.end
