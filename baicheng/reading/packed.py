"""Long lists of records in little memory: a plan of 20 MB has tens of thousands of tasks.

A task of Python objects takes five kilobytes, written as bytes and compressed half a kilobyte. So a
list is held in pages of bytes, and a record is built when somebody asks for it.
"""

from __future__ import annotations

import io
import pickle
import zlib
from array import _array_reconstructor as array_reconstructor  # type: ignore[attr-defined]
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Generic, TypeVar, overload

Item = TypeVar("Item")

#: Records on a page: enough to share the words and names that return from one to the next.
PAGE = 64
_LEVEL = 1  # the higher levels take several times as long for a tenth less


class Packed(Sequence[Item], Generic[Item]):
    """A list to which records can be added, and none changed; equal to any sequence of equal records.

    The page last asked for stays open, so that going through the list builds each record once. Two
    requests for one record may give two equal objects. Only data go in: frozen dataclasses, tuples,
    strings, numbers, dates and enums.
    """

    __slots__ = ("_last", "_open", "_pages")

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._pages: list[bytes] = []
        self._last: list[Item] = []  # the page that is not full yet
        self._open: tuple[int, list[Item]] = (-1, [])
        self.extend(items)

    def append(self, item: Item) -> None:
        """Add a record."""
        self._last.append(item)
        if len(self._last) == PAGE:
            self._pages.append(_bytes_of(self._last))
            self._last = []

    def extend(self, items: Iterable[Item]) -> None:
        """Add records as they come, one at a time."""
        for item in items:
            self.append(item)

    def between(self, first: int, end: int) -> Iterator[Item]:
        """The records from one index up to, but not including, another."""
        page, skipped = divmod(first, PAGE)
        pages = (self._page(number) for number in range(page, len(self._pages) + 1))
        return islice((item for items in pages for item in items), skipped, skipped + end - first)

    def _page(self, number: int) -> list[Item]:
        if number == len(self._pages):
            return self._last
        opened, items = self._open  # read and set at once, for other threads may read too
        if opened != number:
            items = loads(zlib.decompress(self._pages[number]))
            self._open = (number, items)
        return items

    def __len__(self) -> int:
        return len(self._pages) * PAGE + len(self._last)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        page, place = divmod(range(len(self))[index], PAGE)
        return self._page(page)[place]

    def __iter__(self) -> Iterator[Item]:
        return self.between(0, len(self))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    def __repr__(self) -> str:
        return f"<{len(self)} records>"


class _Writer(pickle.Pickler):
    """Writes a record as its type and the values of its fields, which is half the work of the usual form."""

    def reducer_override(self, value: Any) -> Any:
        names: tuple[str, ...] = getattr(type(value), "__match_args__", ())  # only dataclasses have them
        return (type(value), tuple(getattr(value, name) for name in names)) if names else NotImplemented


#: Where the types of records stand. A list may come from another process, which a hostile file may have
#: taken over: bytes that name anything else are not followed.
_OWN = frozenset(f"baicheng.reading.{name}" for name in ("model", "spans", "text", "origins", "packed"))
_PLAIN = {
    ("datetime", "date"): date,
    ("decimal", "Decimal"): Decimal,
    ("array", "array"): array,
    ("array", "_array_reconstructor"): array_reconstructor,
}


class _Reader(pickle.Unpickler):
    """Reads records and the values in them, and refuses to call anything else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return _PLAIN[module, name]
        found = super().find_class(module, name) if module in _OWN and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is nothing that records are made of")
        return found


def loads(content: bytes) -> Any:
    """What was written as bytes: records, lists of them, or a whole ledger.

    Raises:
        pickle.UnpicklingError: the bytes hold something else.
    """
    return _Reader(io.BytesIO(content)).load()


def _bytes_of(items: list[Any]) -> bytes:
    page = io.BytesIO()
    _Writer(page, pickle.HIGHEST_PROTOCOL).dump(items)
    return zlib.compress(page.getvalue(), _LEVEL)
