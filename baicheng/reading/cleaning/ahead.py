"""A stream of which some can be looked at before it is taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Passes items on, one by one, and shows those that come next."""

    def __init__(self, items: Iterator[T]) -> None:
        self._items = items
        self._seen: deque[T] = deque()

    def peek(self, index: int = 0) -> T | None:
        """The item so many after the next, if there is one."""
        while len(self._seen) <= index:
            item = next(self._items, None)
            if item is None:
                return None
            self._seen.append(item)
        return self._seen[index]

    def take(self) -> T:
        """The next item; there must be one."""
        self.peek()
        return self._seen.popleft()
