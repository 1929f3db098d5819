"""Who makes an event: a user, or a program of the system itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """``key`` stays the same for good, such as ``user:12``; ``name`` is what people read."""

    key: str
    name: str


WORKER = Actor("system:worker", "系统 / system")
COMMAND_LINE = Actor("system:command", "命令行 / command line")
