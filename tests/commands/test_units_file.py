"""The list of known units may be any CSV file that people have."""

from __future__ import annotations

from pathlib import Path

import pytest

from baicheng.commands.units_file import read_units
from baicheng.reading.errors import UnreadableFile


def units(tmp_path: Path, text: str, encoding: str = "utf-8") -> frozenset[str]:
    path = tmp_path / "units.csv"
    path.write_bytes(text.encode(encoding))
    return read_units(path)


def test_the_first_column_holds_names_and_the_others_aliases(tmp_path: Path) -> None:
    assert units(tmp_path, "市住房和城乡建设局,市住建局,住建局\n市财政局\n") == {
        "市住房和城乡建设局",
        "市住建局",
        "住建局",
        "市财政局",
    }


@pytest.mark.parametrize("separator", "、;；|")
def test_a_cell_may_hold_several_aliases(tmp_path: Path, separator: str) -> None:
    assert units(tmp_path, f"市水利局,水利局{separator}市水务局\n") == {"市水利局", "水利局", "市水务局"}


@pytest.mark.parametrize("heading", ["单位名称,别名", "单位", "名称,简称", "部门", "name,alias", "Unit"])
def test_a_row_of_headings_is_left_out(tmp_path: Path, heading: str) -> None:
    assert units(tmp_path, f"{heading}\n市水利局\n") == {"市水利局"}


def test_a_first_row_that_is_a_unit_stays(tmp_path: Path) -> None:
    assert "市水利局" in units(tmp_path, "市水利局\n市财政局\n")


def test_blanks_empty_cells_and_empty_lines_are_no_names(tmp_path: Path) -> None:
    assert units(tmp_path, " 市水利局 ,,\n\n ,\n市财政局\n") == {"市水利局", "市财政局"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_spreadsheet_programs_are_read(tmp_path: Path, encoding: str) -> None:
    text = "单位名称\n市住房和城乡建设局\n市自然资源和规划局\n市财政局\n"

    assert units(tmp_path, text, encoding) == {"市住房和城乡建设局", "市自然资源和规划局", "市财政局"}


@pytest.mark.parametrize("text", ["单位名称\n", ",,\n,\n", "\n\n"])
def test_a_list_without_names_is_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile, match=r"units\.csv.*请"):
        units(tmp_path, text)


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"units\.csv"):
        read_units(tmp_path / "units.csv")


def test_a_workbook_is_refused_with_the_way_to_a_list(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    path.write_bytes(b"PK\x03\x04")

    with pytest.raises(UnreadableFile, match=r"units\.xlsx.*另存为 CSV"):
        read_units(path)


def test_a_web_page_is_no_list_of_units(tmp_path: Path) -> None:
    path = tmp_path / "units.html"
    path.write_text("<html><body><p>市水利局</p></body></html>", "utf-8")

    with pytest.raises(UnreadableFile, match="CSV"):
        read_units(path)
