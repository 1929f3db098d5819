"""The numbered rules that were read in documents stand in the coverage.md of the pack that carries the document out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from baicheng.clock.numerals import chinese_number
from baicheng.packs.shelf import BUILTIN

MECHANISMS = Path(__file__).parents[3] / "shared" / "mechanisms"
#: Document → the pack, and where its rules were noted down: file and beginning of the heading.
READ = {
    "郑政办〔2018〕28号": ("quality_programme", "henan-practice.md", "# P "),
    "郑州市百城办经验交流材料": ("quality_programme", "henan-practice.md", "# R1 "),
    "郑州市城市管理局经验交流材料": ("quality_programme", "henan-practice.md", "# R9 "),
    "新乡市住房和城乡建设委员会经验交流材料": ("quality_programme", "henan-practice.md", "# R12 "),
    "郑政〔2017〕32号": ("river_chief", "zhengzhou-2017-a.md", "## D2 "),
    "郑政〔2019〕5号": ("river_chief", "zhengzhou-2019-a.md", "# B. "),
    "郑政文〔2019〕54号": ("river_chief", "zhengzhou-2019-b.md", "## G. "),
    "郑政文〔2017〕178号": ("accountability", "zhengzhou-2017-a.md", "## D8 "),
    "郑政〔2017〕31号": ("incentives", "zhengzhou-2017-a.md", "## D1 "),
    "郑政办〔2017〕94号": ("incentives", "zhengzhou-2017-b.md", "## E6 "),
    "郑政〔2019〕8号": ("incentives", "zhengzhou-2019-a.md", "# E. "),
    "郑政〔2019〕11号": ("incentives", "zhengzhou-2019-a.md", "# H. "),
    "郑政办〔2019〕15号": ("incentives", "zhengzhou-2019-b.md", "## O. "),
    "驻政办〔2020〕48号": ("incentives", "zhumadian-2020.md", "# C. "),
    "驻政办〔2020〕51号": ("incentives", "zhumadian-2020.md", "# F. "),
    "郑政〔2019〕9号": ("rehabilitation_aid", "zhengzhou-2019-a.md", "# F. "),
}
#: The address of a rule inside a document: 三(二)7, 六1, (十四), 第十一条, 第八条(一), 11.
ADDRESS = re.compile(
    r"第[一二三四五六七八九十]+条|[一二三四五六七八九十]?(?:\([一二三四五六七八九十]+\))+\d*|[一二三四五六七八九十]\d*|\d+"
)


def section(file: str, heading: str) -> list[str]:
    """The lines that were noted down on a document."""
    lines = (MECHANISMS / file).read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(heading))
    level = heading.split(" ")[0]
    found = [lines[start]]
    for line in lines[start + 1 :]:
        if line.startswith("#") and len(line.split(" ")[0]) <= len(level):
            break
        found.append(line)
    return found


def addresses(text: str) -> set[str]:
    return {plain(one) for one in ADDRESS.findall(text.translate(str.maketrans("（）", "()")))}


def plain(address: str) -> str:
    """第十一条 and 11 are the same: how an article is written is not asked."""
    article = re.fullmatch(r"第(.+)条", address)
    return f"条{chinese_number(article[1])}" if article else address


def noted(document: str) -> Iterator[str]:
    """The addresses of the rules that were noted down, as written between brackets or at the head of a line."""
    _, file, heading = READ[document]
    number = re.search(r"(\d+)号", document)
    for line in section(file, heading):
        for written in re.findall(r"\[([^\]]+)\]", line) + re.findall(
            r"^ *- (\([一二三四五六七八九十]+\))", line
        ):
            own = re.sub(rf"^(?:{number[1] if number else '-'}号?|P|R\d+)[ ,]+", "", written)
            own = re.sub(r" ¶\d+", "", own)
            own = re.sub(r"Art (\d+)/(\d+)", r"Art \1 Art \2", own)
            own = re.sub(
                r"Art (\d+)|(\d+)条", lambda found: f"第{_chinese(int(found[1] or found[2]))}条", own
            )
            if re.search(r"[a-z]{3}", own.replace("reading", "xxx")):
                continue
            yield re.sub(r"([一二三四五六七八九十])\.(\d)", r"\1\2", own)


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (
        digits[ones] if ones or not tens else ""
    )


def covered(document: str) -> set[str]:
    """The addresses in the clause column of the document's table; a range stands for all that lie in it."""
    pack, _, _ = READ[document]
    text = (BUILTIN / pack / "coverage.md").read_text("utf-8")
    table = text.split(f"## {document}\n")[1].split("\n## ")[0]
    cells = [line.strip("|").split("|")[0] for line in table.splitlines() if line.startswith("| ")]
    found = {address for cell in cells for address in addresses(cell)}
    for cell in cells:
        for first, last in re.findall(r"\(([一二三四五六七八九十]+)\)—\(([一二三四五六七八九十]+)\)", cell):
            numbers = range(chinese_number(first), chinese_number(last) + 1)
            found |= {cell.split("(")[0].split(" ")[-1] + f"({_chinese(number)})" for number in numbers}
    return found


@pytest.mark.parametrize("document", READ)
def test_each_numbered_rule_of_a_document_has_its_line(document: str) -> None:
    if not MECHANISMS.is_dir():
        pytest.skip("the notes on the documents are not beside this checkout")
    lines = covered(document)
    numbers = {address: written for written in noted(document) for address in addresses(written)}

    assert numbers
    assert {written for address, written in numbers.items() if address not in lines} == set()
