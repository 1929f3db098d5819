"""Keeping the processes of the server running: starting, restarting, stopping them together."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from baicheng.commands.reporting import say

#: A process that ends so often within so many seconds is not started again.
_TOO_OFTEN, _WITHIN_S = 3, 30.0
#: How long a process may take to finish its work before it is killed.
_PATIENCE_S = 15.0


@dataclass
class Child:
    """A process that is to be there: what it is called, how it is started, when it began."""

    name: str
    command: Sequence[str]
    sockets: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl+C reaches the parent alone, which stops all in order.

        The child stops by itself when its standard input closes, so none outlives the parent.
        """
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.command],
            stdin=subprocess.PIPE,
            pass_fds=tuple(self.sockets) if os.name == "posix" else (),
            start_new_session=True,
        )

    @property
    def ended(self) -> int | None:
        """The exit code of a process that has ended."""
        return self.process.poll() if self.process else None


class Supervisor:
    """Keeps a group of processes running until it is told to stop, or one of them cannot run."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children

    def start(self) -> None:
        for child in self.children:
            child.start()

    def tend(self) -> bool:
        """Start again what has ended; false where something ends again and again."""
        for child in self.children:
            code = child.ended
            if code is None:
                continue
            recent = [moment for moment in child.starts if time.monotonic() - moment < _WITHIN_S]
            if len(recent) >= _TOO_OFTEN:
                say(f"{child.name}反复退出（{code}），已停止。原因见上面的日志。")
                return False
            say(f"{child.name}退出（{code}），正在重新启动……")
            child.start()
        return True

    def stop(self) -> None:
        """Ask all to stop, wait until they have finished their work, kill those that do not."""
        running = [child.process for child in self.children if child.process and child.ended is None]
        for process in running:
            process.terminate()
        last = time.monotonic() + _PATIENCE_S
        for process in running:
            try:
                process.wait(max(0.1, last - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
