"""`baicheng serve` as an office runs it: killed without warning, started anew where it does not do so itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tests.commands.server import ROOT, command

_WORKER, _PAGES = "processes.worker", "processes.pages"
#: How long a start may take on a busy machine, in seconds.
_START_S = 120


class Served:
    """The server with its processes; ``address`` moves with each start.

    Args:
        settings: the environment of the installation.
        log: what the processes say is added to this file.
        pages: how many processes serve pages.
    """

    def __init__(self, settings: Mapping[str, str], log: Path, pages: int) -> None:
        self._settings, self._log, self._pages = settings, log, pages
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ("127.0.0.1", 1)
        self._ready = False
        self.starts = 0

    def address(self) -> tuple[str, int]:
        """Where it listens, or listened last."""
        return self._address

    def see_to_it(self) -> None:
        """Start it where it is gone, or gave up because its processes ended too often."""
        if self._process is not None and self._process.poll() is None:
            return
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command("serve", "--port", "0", "--workers", str(self._pages)),
                env={**self._settings},
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.starts, self._ready = self.starts + 1, False
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def wait_for_it(self) -> None:
        """Wait until it answers."""
        last = time.monotonic() + _START_S
        while not self._ready:
            assert time.monotonic() < last, self._log.read_text("utf-8")[-2000:]
            time.sleep(0.05)

    def kill(self, what: str) -> None:
        """Kill -9 the worker, a process that serves pages, all at once, or the parent alone."""
        wanted = {"worker": _WORKER, "pages": _PAGES}.get(what, "processes.")
        parent, children = self._running(wanted)
        for pid in [parent] if what in ("all", "parent") else children[:1]:
            _kill(pid)
        for pid in children if what == "all" else ():
            _kill(pid)
        if what in ("all", "parent"):
            assert self._process is not None
            self._process.wait()

    def stop(self) -> None:
        """Stop it in order."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(60)
        finally:
            self._process.kill()

    def _listen(self, told: IO[bytes]) -> None:
        for line in told:
            if found := re.search(rb"http://127\.0\.0\.1:(\d+)", line):
                self._address = ("127.0.0.1", int(found[1]))
                self._ready = True

    def _running(self, wanted: str) -> tuple[int, list[int]]:
        """The parent and those of its processes that are meant, once they are there."""
        last = time.monotonic() + _START_S
        while time.monotonic() < last:
            self.see_to_it()
            assert self._process is not None
            found = [pid for pid, words in _children(self._process.pid).items() if wanted in words]
            if found:
                return self._process.pid, found
            time.sleep(0.02)
        raise AssertionError(f"the server does not start: {self._log.read_text('utf-8')[-2000:]}")


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has ended by itself meanwhile


def _children(parent: int) -> dict[int, str]:
    """The processes that one has started, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue  # it ended while we looked
        if above == parent:
            found[int(folder.name)] = words
    return found
