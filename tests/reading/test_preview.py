"""A look into a file: a page as a picture, a text, the first rows; in a process of its own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from baicheng.reading import UnreadableFile
from baicheng.reading.apart import Bounds, preview_apart
from baicheng.reading.preview import CHARACTERS, ROWS, WIDTH, preview

SAMPLES = Path(__file__).parents[2] / "baicheng" / "samples"


def sheet(rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("台账")
    for row in range(rows):
        page.write_row(row, 0, ["打通断头路", row, 2.5])
    book.close()
    return out.getvalue()


def test_a_page_of_a_pdf_is_a_picture_of_a_fixed_width() -> None:
    first, third = (preview(SAMPLES / "plan.pdf", page) for page in (1, 3))
    picture = Image.open(io.BytesIO(first.picture))

    assert first.pages == third.pages > 3
    assert picture.format == "WEBP" and picture.width == WIDTH
    assert first.picture != third.picture


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-4, 1), (9999, 7)])
def test_a_page_that_is_not_there_is_the_nearest(asked: int, shown: int) -> None:
    assert preview(SAMPLES / "plan.pdf", asked).picture == preview(SAMPLES / "plan.pdf", shown).picture


@pytest.mark.parametrize("name", ["plan.docx", "plan.txt"])
def test_of_other_documents_the_text_is_shown(name: str) -> None:
    found = preview(SAMPLES / name)

    assert found.text.startswith("澜川市") and not found.more and not found.picture


def test_a_long_text_is_cut_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "长.txt"
    path.write_text("市政府决定。" * CHARACTERS, "utf-8")

    assert len(preview(path).text) == CHARACTERS
    assert preview(path).more


def test_the_first_rows_of_a_sheet_are_shown(tmp_path: Path) -> None:
    (tmp_path / "台账.xlsx").write_bytes(sheet(ROWS + 5))
    found = preview(tmp_path / "台账.xlsx")

    assert found.rows[3] == ("打通断头路", "3", "2.5")
    assert len(found.rows) == ROWS and found.more


def test_what_another_process_sees_is_the_same() -> None:
    for name in ("plan.pdf", "plan.docx"):
        content = (SAMPLES / name).read_bytes()
        assert preview_apart(name, content, page=2) == preview(SAMPLES / name, 2)
    assert preview_apart("台账.xlsx", sheet(2)).rows == (
        ("打通断头路", "0", "2.5"),
        ("打通断头路", "1", "2.5"),
    )


BROKEN = {
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "archive": b"PK\x03\x04",
    "sheet": sheet(1)[:200],
    "binary": b"\x00\x01\x02",
    "empty": b"",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_shown_is_said_under_the_users_name_for_it(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^证明\.bin: "):
        preview_apart("证明.bin", content)


def test_a_look_that_takes_too_much_is_given_up() -> None:
    with pytest.raises(UnreadableFile, match="内存或时间"):
        preview_apart("plan.pdf", (SAMPLES / "plan.pdf").read_bytes(), bounds=Bounds(megabytes=60, seconds=5))


@given(
    rest=st.binary(max_size=200), begin=st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"PK\x05\x06", b""])
)
def test_any_bytes_are_shown_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rest: bytes, begin: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "given"
    path.write_bytes(begin + rest)
    try:
        preview(path)
    except UnreadableFile:
        return
