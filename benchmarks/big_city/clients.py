"""Readers at their desks: each asks for the next page as soon as it has the one before."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

HERE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Served:
    """Where pages are served, and by which processes."""

    port: int
    processes: list[int]

    def processor_ms(self) -> float:
        """The processor time that they have used, in milliseconds."""
        used = 0.0
        for process in self.processes:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used * 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Times:
    """Of one page, in milliseconds: from the start of a request to its last byte, and of the processors."""

    p50: float
    p95: float
    processor: float


@contextmanager
def served(settings: str, processes: int = 2) -> Iterator[Served]:
    """The processes that ``baicheng serve`` starts for pages."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        number = listening.fileno()
        os.set_inheritable(number, True)
        command = [sys.executable, "-m", "baicheng.server.config.processes.pages", "--socket", str(number)]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(HERE),
            "BAICHENG_LOG_LEVEL": "ERROR",
        }
        running = [
            subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(number,), env=environment)
            for _ in range(processes)
        ]
        try:
            yield Served(listening.getsockname()[1], [process.pid for process in running])
        finally:
            for process in running:
                process.stdin.close()
            for process in running:
                process.wait(30)


def measured(served: Served, cookie: str, paths: Sequence[str], requests: int, clients: int = 8) -> Times:
    """How long pages take with so many clients.

    Raises:
        SystemExit: a page was not answered with 200.
    """
    before = served.processor_ms()
    times: list[float] = []
    faults: list[str] = []

    def read(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
        for place in range(first, requests, clients):
            path = paths[place % len(paths)]
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}", "Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                faults.append(f"{path}: {answer.status}")
                return

    threads = [threading.Thread(target=read, args=(first,)) for first in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(f"not answered: {faults[0]}")
    cuts = quantiles(times, n=100)
    return Times(cuts[49], cuts[94], (served.processor_ms() - before) / len(times))
