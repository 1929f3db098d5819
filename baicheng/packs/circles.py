"""Circles (循环引用): what is computed from itself, by whatever way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def circles(needs: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle once, beginning with its first name: ``("a", "b", "a")``.

    Args:
        needs: name → the names that it needs; names that need nothing may be absent.
    """
    done: set[str] = set()
    for start in sorted(needs):
        trail: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            stack.append((start, iter(sorted(set(needs.get(start, ()))))))
            trail.append(start)
        while stack:
            _, following = stack[-1]
            name = next(following, None)
            if name is None:
                done.add(trail.pop())
                stack.pop()
            elif name in trail:
                yield (*trail[trail.index(name) :], name)
            elif name not in done:
                trail.append(name)
                stack.append((name, iter(sorted(set(needs.get(name, ()))))))


def in_order(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names such that each comes after those it needs; names in circles are left out."""
    ordered: dict[str, None] = {}
    waiting = {name: {other for other in others if other in needs} for name, others in needs.items()}
    while ready := sorted(name for name, others in waiting.items() if others <= ordered.keys()):
        ordered.update(dict.fromkeys(ready))
        for name in ready:
            del waiting[name]
    return tuple(ordered)
