"""Run the tests of records and motion on PostgreSQL: a cluster of our own, on a socket in a temporary folder.

`python tests/with_postgres.py [pytest arguments]`. Exits as pytest does; 0 with a sentence where there is no server.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDERS = ("tests/records", "tests/motion")


def main() -> int:
    """Start the cluster, run, stop it."""
    found = programs()
    if found is None:
        sys.stdout.write("PostgreSQL is not installed: its run of the tests is left out.\n")
        return 0
    with cluster(found) as socket:
        environment = {**os.environ, "DATABASE_URL": f"postgresql://postgres@/postgres?host={socket}"}
        words = [sys.executable, "-m", "pytest", *FOLDERS, "-m", "not slow and not data", *sys.argv[1:]]
        return subprocess.run(words, env=environment, check=False).returncode


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs; None where it is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return next((path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)


@contextmanager
def cluster(programs: Path, settings: str = "") -> Iterator[Path]:
    """A running cluster; yields the folder of its socket. It is stopped however the work ends.

    `settings` are options of the server: `-c name=value` each.
    """
    with TemporaryDirectory(prefix="toprung-pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        _hand_over(home)
        _run([programs / "initdb", "-D", home / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"])
        # Nothing is kept, so nothing need reach the disk.
        own = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off -c full_page_writes=off"
        log = home / "log"
        _run([programs / "pg_ctl", "-D", home / "data", "-l", log, "-w", "-o", f"{own} {settings}", "start"])
        try:
            yield home
        finally:
            _run([programs / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop"])


def _hand_over(folder: Path) -> None:
    """PostgreSQL refuses to run as root: give its folder to its own user."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        folder.chmod(0o755)


def _run(words: list[str | Path]) -> None:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_user, *map(str, words)], check=True, stdout=subprocess.DEVNULL, cwd="/")


if __name__ == "__main__":
    sys.exit(main())
