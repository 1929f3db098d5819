"""Run a command beside a PostgreSQL server of its own, which is gone afterwards.

    python tools/with_postgres.py pytest tests/server

The server listens on a free port of the loopback interface only; the command finds its address in
``BAICHENG_DATABASE_URL``. The exit code is the command's; 3 where PostgreSQL is not installed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

NOT_INSTALLED = 3
SPEED = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def server_user() -> int | None:
    """PostgreSQL refuses to run as root; then its own system user runs it."""
    return pwd.getpwnam("postgres").pw_uid if os.getuid() == 0 else None


def main(command: list[str]) -> int:
    """Start a server, run ``command``, stop the server."""
    folder = programs()
    if folder is None:
        print("PostgreSQL is not installed: apt-get install postgresql", file=sys.stderr)
        return NOT_INSTALLED
    user = server_user()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="baicheng-postgres-"))
    if user is not None:
        os.chown(home, user, -1)

    def server(*arguments: str) -> None:
        subprocess.run(arguments, check=True, user=user, cwd=home, stdout=subprocess.DEVNULL)

    try:
        server(
            str(folder / "initdb"), "-D", "data", "-U", "baicheng", "-A", "trust", "-E", "UTF8", "--no-locale"
        )
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -k {home} {SPEED}"
        server(str(folder / "pg_ctl"), "-D", "data", "-w", "-l", "log", "-o", options, "start")
        try:
            url = f"postgres://baicheng@127.0.0.1:{port}/postgres"
            return subprocess.run(command, env={**os.environ, "BAICHENG_DATABASE_URL": url}).returncode
        finally:
            server(str(folder / "pg_ctl"), "-D", "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
