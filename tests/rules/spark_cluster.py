"""A Spark cluster of its own on this machine: one master and two workers, each a process, on loopback."""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
WORKERS = 2
#: Seconds until two workers have come to the master; a busy machine is slow to start three Javas.
PATIENCE = 180


def what_is_missing() -> str | None:
    """What a cluster needs and is not here."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: pip install 'baicheng[spark]'"
    return None if shutil.which("java") else "there is no java: install Java 17"


@contextmanager
def cluster(folder: Path, *, memory_mb: int = 1024) -> Iterator[Any]:
    """A session on a cluster that lives as long as the block.

    Args:
        memory_mb: of each worker, and of the driver.
    """
    port = _free_port()
    environment = os.environ | {
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder),
        "PYSPARK_PYTHON": sys.executable,
    }
    url = f"spark://{HOST}:{port}"
    master = ["master.Master", "--host", HOST, "--port", str(port), "--webui-port", "0"]
    worker = ["worker.Worker", "--host", HOST, "--webui-port", "0", "--cores", "1"]
    worker += ["--memory", f"{memory_mb}M", "--work-dir", str(folder), url]
    with _running(master, folder / "master.log", environment):
        _wait(lambda: _listens(port), "the master does not listen")
        with (
            _running(worker, folder / "worker1.log", environment),
            _running(worker, folder / "worker2.log", environment),
        ):
            session = _session(url, folder, memory_mb)
            try:
                yield session
            finally:
                session.stop()


def workers_of(session: Any) -> int:
    """How many workers the session has an executor on; the driver is no worker."""
    return int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1


def _session(url: str, folder: Path, memory_mb: int) -> Any:
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = HOST
    settings = {
        "spark.cores.max": WORKERS,
        "spark.driver.bindAddress": HOST,
        "spark.driver.host": HOST,
        "spark.driver.memory": f"{memory_mb}m",
        "spark.executor.cores": 1,
        "spark.executor.memory": f"{memory_mb}m",
        "spark.local.dir": str(folder),
        "spark.sql.shuffle.partitions": WORKERS,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(url).appName("baicheng")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    # At its end the bridge to Java would tell a closed output that it closes.
    logging.getLogger("py4j").setLevel(logging.WARNING)
    _wait(lambda: workers_of(session) == WORKERS, "the workers do not come")
    return session


@contextmanager
def _running(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[None]:
    import pyspark

    start = Path(pyspark.__file__).parent / "bin" / "spark-class"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(start), f"org.apache.spark.deploy.{command[0]}", *command[1:]],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(done: Any, otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
