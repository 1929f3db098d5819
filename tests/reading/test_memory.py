"""The memory that a long text takes is a small multiple of its length, whatever is read from it or written."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable

import pytest

from baicheng.reading.model import Ledger
from baicheng.reading.outputs import Format, write
from baicheng.reading.packed import PAGE
from baicheng.reading.reader import read_source
from tests.reading.texts import source_of

HEAD = "青石市人民政府办公室\n关于印发青石市2021年城市提质工作方案的通知\n青政办〔2021〕12号\n一、重点任务\n"
TASK = (
    "{number}.推进第{number}批老旧小区改造。6月底前完成改造{number}个，年底前新增停车位{number}00个，"
    "打通断头路{number}条，提升居民居住品质。坚持先地下后地上，统筹水电气暖管网更新，同步完善养老、托育、"
    "快递等便民设施，建立居民议事机制，改造前问需、改造中问计、改造后问效，健全长效管护制度。\n"
    "牵头单位：市住房城乡建设局\n"
    "责任单位：市财政局、市城管局、各区人民政府\n"
)
PARTS = "一二三四五六七八九"
TASKS_OF_PART = 100
SHORT, LONG = 2 * PAGE, 10 * PAGE
#: With some 40 MB for the program itself this keeps a text of 20 MB below 300 MB.
MOST_FOR_READING = 10
#: What was needed for reading is let go before. XlsxWriter remembers the height of each row.
MOST_FOR_WRITING = {Format.XLSX: 6, Format.HTML: 3, Format.JSON: 3, Format.CSV: 3}


class Sink(io.RawIOBase):
    """Takes what is written and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        return len(piece)


def plan(tasks: int) -> str:
    """A plan of so many tasks, in parts, for the numbers of clauses are short."""
    pieces = [HEAD]
    for index in range(tasks):
        if index % TASKS_OF_PART == 0:
            pieces.append(f"（{PARTS[index // TASKS_OF_PART]}）改造\n")
        pieces.append(TASK.format(number=index % TASKS_OF_PART + 1))
    return "".join(pieces)


def peak(work: Callable[[], object]) -> int:
    """The most bytes that some work holds at once beside what was there before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def growth(short: int, long: int) -> float:
    """Further bytes of memory for each further byte of text."""
    return (long - short) / (len(plan(LONG).encode()) - len(plan(SHORT).encode()))


@pytest.fixture(scope="module")
def ledgers() -> tuple[Ledger, Ledger]:
    short, long = (read_source(source_of(plan(tasks)), year=2021) for tasks in (SHORT, LONG))
    assert (len(short.tasks), len(long.tasks)) == (SHORT, LONG)
    return short, long


def test_reading_takes_a_small_multiple_of_the_length(ledgers: tuple[Ledger, Ledger]) -> None:
    short, long = (peak(lambda n=n: read_source(source_of(plan(n)), year=2021)) for n in (SHORT, LONG))

    assert growth(short, long) <= MOST_FOR_READING


@pytest.mark.parametrize("file_format", Format)
def test_writing_takes_little_more_than_the_ledger(
    file_format: Format, ledgers: tuple[Ledger, Ledger]
) -> None:
    write(ledgers[0], Sink(), file_format)  # loads what the format needs
    short, long = (peak(lambda ledger=ledger: write(ledger, Sink(), file_format)) for ledger in ledgers)

    assert growth(short, long) <= MOST_FOR_WRITING[file_format]
