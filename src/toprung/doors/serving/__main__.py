"""The supervisor's process: `python -m toprung.doors.serving HOST PORT WORKERS`, which `toprung serve` becomes."""

from __future__ import annotations

import socket
import sys
import threading
import time

from toprung.doors.serving.supervising import Child, supervise

_SECONDS_TO_ANSWER = 60.0


def main(host: str, port: int, workers: int) -> int:
    """Serve until told to stop; returns the exit code."""
    try:
        reserved = reserve(host, port)
    except OSError as error:
        sys.stderr.write(f"Error: {why_not(host, port, error)}\n")
        return 1
    with reserved:
        taken: int = reserved.getsockname()[1]
        python = (sys.executable, "-m")
        children = [
            Child("web server", (*python, "toprung.doors.serving.web", host, str(taken), str(workers))),
            Child("worker", (*python, "toprung.doors.serving.worker")),
            Child("loader", (*python, "toprung.doors.serving.loader")),
        ]
        threading.Thread(target=_tell_when_up, args=(host, taken), daemon=True).start()
        code = supervise(children, _tell)
    sys.stdout.write("Toprung has stopped.\n")
    return code


def reserve(host: str, port: int) -> socket.socket:
    """Hold the port without listening: the web server's workers share it, while a second `serve` finds it taken.

    Port 0 takes a free one. Raises OSError where somebody has it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # Without SO_REUSEPORT it fails beside whoever listens or holds; the option here lets old connections fade.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        taken = probe.getsockname()[1]
    held = socket.socket(family)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind((host, taken))
    return held


def why_not(host: str, port: int, error: OSError) -> str:
    """What keeps the port from being served, and what to do."""
    return (
        f"{host}:{port} cannot be served ({error.strerror or error}): another program has it, perhaps a second "
        "“toprung serve”. Stop that one, or choose another with --port."
    )


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _tell_when_up(host: str, port: int) -> None:
    """Say where Toprung is, once it answers."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    deadline = time.monotonic() + _SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        try:
            socket.create_connection((shown, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
            continue
        at = f"[{shown}]" if ":" in shown else shown
        sys.stdout.write(f"Toprung is at http://{at}:{port} — Ctrl-C stops it.\n")
        sys.stdout.flush()
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
