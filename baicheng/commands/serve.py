"""``baicheng serve``: the pages and the background work, until somebody stops them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from baicheng.commands import FAILED, SUCCESS
from baicheng.commands.installation import with_installation
from baicheng.commands.reporting import emit, say
from baicheng.commands.supervision import Child, Supervisor

_WORKERS = 2
_LOOK_EVERY_S = 0.5
#: How long the pages may take to answer for the first time, on a slow disk for instance.
_FIRST_ANSWER_WITHIN_S = 60.0


def run(host: str, port: int, workers: int | None) -> int:
    """Serve until Ctrl+C or SIGTERM; returns the exit code."""
    return with_installation(lambda: _serve(host, port, workers or _WORKERS))


def _serve(host: str, port: int, workers: int) -> int:
    try:
        listening = _listen(host, port)
    except OSError as error:
        say(f"不能监听 {host}:{port}（{error.strerror}）。请换一个端口：baicheng serve --port 8001")
        return FAILED
    _gather_figures()
    with listening:
        port = listening.getsockname()[1]
        supervisor = Supervisor(_children(listening, host, port, workers))
        return _run(supervisor, _address(host, port))


def _gather_figures() -> None:
    """Let the processes that serve pages count into one folder, empty at each start."""
    from django.conf import settings

    folder = Path(settings.DATA) / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens; all processes that serve pages accept from it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def _children(listening: socket.socket, host: str, port: int, workers: int) -> list[Child]:
    pages = "baicheng.server.config.processes.pages"
    work = Child("后台进程", ["baicheng.server.config.processes.worker"])
    if os.name == "posix":
        number = listening.fileno()
        os.set_inheritable(number, True)
        shared = [pages, "--socket", str(number)]
        return [Child("网页进程", shared, (number,)) for _ in range(workers)] + [work]
    listening.close()  # Windows passes no sockets on: one process opens the address itself
    return [Child("网页进程", [pages, "--host", host, "--port", str(port)]), work]


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _run(supervisor: Supervisor, address: str) -> int:
    stop = threading.Event()

    def asked(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    say(f"正在启动 / starting {address} ……")
    supervisor.start()
    began, ready = time.monotonic(), False
    try:
        while not stop.wait(_LOOK_EVERY_S):
            if not supervisor.tend():
                return FAILED
            if not ready and (ready := _answers(address)):
                emit(f"已就绪 / ready: {address}    （按 Ctrl+C 停止 / Ctrl+C stops）")
                sys.stdout.flush()  # who started this through a pipe waits for the line
            if not ready and time.monotonic() - began > _FIRST_ANSWER_WITHIN_S:
                say(f"{address} 没有应答，已停止。原因见上面的日志。")
                return FAILED
        return SUCCESS
    finally:
        say("正在停止 / stopping ……")
        supervisor.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def _answers(address: str) -> bool:
    """Whether the pages answer; any answer is one, a refusal too.

    Asked is what never leads to HTTPS: that is spoken by the proxy, which may not be there.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(f"{address}/health/live", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
