"""The web server's process: `python -m toprung.doors.serving.web HOST PORT WORKERS`.

granian keeps one Rust thread on the network and hands whole requests to Python threads. A request's body is read by
such a thread, so each slow sender holds one: with 16 in each worker, one slow client does not hold everybody. More
would buy nothing, since they share one interpreter lock and each has its connection to the database.
"""

from __future__ import annotations

import multiprocessing
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from toprung.doors.serving.holding import hold_home
from toprung.doors.serving.parent import end_with_parent

THREADS = 16
#: how long a worker may take to finish what it is answering when it is told to stop
_SECONDS_TO_STOP = 10
_LOG = {
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}


def main(host: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    multiprocessing.set_start_method("spawn")
    end_with_parent()
    hold_home()
    server = Granian(
        "toprung.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_SECONDS_TO_STOP,
        # It warns of more threads than processors, which is meant so; what goes wrong belongs on stderr.
        log_level=LogLevels.error,
        log_dictconfig=_LOG,
    )
    server.serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
