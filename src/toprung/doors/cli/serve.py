"""`toprung serve`: the screens and the work behind them, until it is told to stop."""

from __future__ import annotations

from typing import Annotated

import typer

HELP = """Serve the screens, and keep the book up to date behind them: one command, until Ctrl-C or SIGTERM.

To let people in: **toprung user add EMAIL --name NAME**, which prints a one-time log-in link. Served to this machine
alone unless --host says otherwise; put a proxy with https in front and set TOPRUNG_URL before others use it.

Example: **toprung serve --port 8080**
"""

Host = Annotated[str, typer.Option("--host", metavar="HOST", help="Address to listen at; 0.0.0.0: every one.")]
Port = Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="0 takes a free one.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Web processes.")] = 2,
) -> None:
    """Make ready, then become the supervisor."""
    from toprung.doors.cli.booting import require_schema, set_up
    from toprung.doors.serving.preparing import become_supervisor, prepare

    set_up()
    require_schema()
    prepare()
    become_supervisor(host, port, workers)
