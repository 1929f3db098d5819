"""Where each character of a cleaned text stood in the file, held as stretches that stand together there."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import overload


class Origins(Sequence[int]):
    """For each character its position in ``Source.text``.

    Most of a text stands in the file as it is cleaned, so its lines are held and not its characters.
    """

    __slots__ = ("_firsts", "_length", "_starts")

    def __init__(self) -> None:
        self._starts, self._firsts = array("I"), array("I")  # of each stretch, here and in the file
        self._length = 0

    def append(self, first: int, length: int = 1) -> None:
        """Add a stretch of characters that stand one behind the other in the file from ``first`` on."""
        if not length:
            return
        if not self._length or first != self[-1] + 1:
            self._starts.append(self._length)
            self._firsts.append(first)
        self._length += length

    def extend(self, others: Origins, start: int, end: int) -> None:
        """Add the characters ``[start, end)`` of other origins."""
        while start < end:
            index = others._stretch_of(start)
            beyond = min(others._end(index), end)
            self.append(others[start], beyond - start)
            start = beyond

    def _stretch_of(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def _end(self, index: int) -> int:
        return self._starts[index + 1] if index + 1 < len(self._starts) else self._length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, position: int) -> int: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[int, ...]: ...
    def __getitem__(self, position: int | slice) -> int | tuple[int, ...]:
        if isinstance(position, slice):
            return tuple(self[i] for i in range(*position.indices(self._length)))
        if not -self._length <= position < self._length:
            raise IndexError(position)
        position %= self._length
        index = bisect_right(self._starts, position) - 1
        return self._firsts[index] + position - self._starts[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Origins):
            return NotImplemented
        mine, theirs = (self._length, self._firsts), (other._length, other._firsts)
        return mine == theirs and self._starts == other._starts

    def __iter__(self) -> Iterator[int]:
        ends = chain(self._starts[1:], [self._length])
        for start, first, end in zip(self._starts, self._firsts, ends, strict=False):
            yield from range(first, first + end - start)
