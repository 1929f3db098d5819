"""`baicheng serve` answers, keeps its processes running, and stops in order."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from baicheng.commands.supervision import Child, Supervisor
from tests.commands.server import ROOT, command, environment, run


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, install: Callable[[Path], None]) -> Path:
    folder = tmp_path_factory.mktemp("served")
    install(folder)
    return folder


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The server on a port that the system chooses."""
    process = subprocess.Popen(
        command("serve", "--port", "0"),
        env=environment(data, **settings),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def served(data: Path) -> Iterator[subprocess.Popen[str]]:
    with serving(data) as process:
        yield process


def test_it_says_when_it_answers_and_stops_cleanly(served: subprocess.Popen[str]) -> None:
    assert served.stdout is not None
    ready = served.stdout.readline()
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+", ready)
    with urllib.request.urlopen(f"{address}/", timeout=10) as answer:
        page = answer.read().decode()

    served.send_signal(signal.SIGTERM)
    _out, err = served.communicate(timeout=30)

    assert "已就绪" in ready
    assert "百城" in page
    assert served.returncode == 0
    assert "Traceback" not in err and "Fatal" not in err
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=10)


def test_behind_https_it_is_ready_without_its_proxy_and_leads_pages_there(data: Path) -> None:
    with serving(data, BAICHENG_HTTPS="yes") as served:
        assert served.stdout is not None
        said = served.stdout.readline()
        assert "已就绪" in said
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+", said)
        asked = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        asked.request("GET", "/sign-on/")
        answer = asked.getresponse()
        asked.close()

        assert (answer.status, answer.headers["Location"]) == (
            301,
            f"{address.replace('http', 'https', 1)}/sign-on/",
        )


def test_a_port_in_use_is_told_in_one_line(served: subprocess.Popen[str], data: Path) -> None:
    assert served.stdout is not None
    (port,) = re.findall(r"http://127\.0\.0\.1:(\d+)", served.stdout.readline())

    said = run(data, "serve", "--port", port)

    assert said.code == 1
    assert port in said.err and said.err.count("\n") == 1


def test_without_a_database_it_does_not_start(tmp_path: Path) -> None:
    said = run(tmp_path / "empty", "serve", "--port", "0")

    assert said.code == 1
    assert "baicheng migrate" in said.err


def test_a_process_that_ends_is_started_again_but_not_for_ever(capsys: pytest.CaptureFixture[str]) -> None:
    child = Child("坏进程", ["baicheng.no_such_module"])
    supervisor = Supervisor([child])
    supervisor.start()
    turns = 0
    while child.process is not None:
        child.process.communicate()
        turns += 1
        if not supervisor.tend():
            break
    supervisor.stop()

    assert turns == len(child.starts) == 3
    assert "反复退出" in capsys.readouterr().err


def test_a_child_ends_when_its_parent_is_gone() -> None:
    watched = "import threading; from baicheng.server.config.processes import lifeline; lifeline.hold(); threading.Event().wait()"
    process = subprocess.Popen([*command()[:1], "-c", watched], stdin=subprocess.PIPE, cwd=ROOT)
    assert process.stdin is not None
    process.stdin.close()

    assert process.wait(timeout=30) == -signal.SIGTERM
