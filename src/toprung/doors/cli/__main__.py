"""`toprung` and `python -m toprung.doors.cli`: run a command, and turn refusals into a sentence and an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from toprung.kernel.errors import ToprungError

if TYPE_CHECKING:
    from typer import Typer


def main() -> None:
    """Run the command line. Exits 0, 1 for what went wrong, 2 for bad input."""
    from toprung.doors.cli.app import app

    try:
        _run(app)
    except ToprungError as error:
        _refuse(str(error), error.exit_code)
    except BrokenPipeError:
        # `toprung accounts | head` is no mistake; nothing more can be written, not even at exit.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # A full disk or a folder that may not be written to; a fault of ours has no file to name.
        if error.filename is None:
            raise
        _refuse(f"{error.filename}: {error.strerror}. Mend that, or name another place, and try again.", 1)
    except storage_errors() as error:
        why = " ".join(str(error).split())[:300]
        _refuse(f"{_STORE} ({type(error).__name__}: {why}). {_MEND}", 1)


def _run(app: Typer) -> None:
    """Run the command, and let go of the home that it may have held."""
    try:
        app(prog_name="toprung")
    finally:
        if using := sys.modules.get("toprung.motion.home"):
            using.leave_home()


_STORE = "A store of Toprung's data could not be used"
_MEND = (
    "What was reported as kept is kept. “toprung doctor” says what is wrong; a full disk and a damaged file look so."
)


def storage_errors() -> tuple[type[BaseException], ...]:
    """What the database, the lake and the engine raise where a file is damaged or the disk is full."""
    found: list[type[BaseException]] = []
    for module, name in _STORAGE_ERRORS:
        if module in sys.modules:
            found.append(getattr(sys.modules[module], name))
    return tuple(found)


_STORAGE_ERRORS = (
    ("django.db", "DatabaseError"),
    ("duckdb", "Error"),
    ("pyarrow", "ArrowException"),
    ("deltalake.exceptions", "DeltaError"),
)


def _refuse(sentence: str, exit_code: int) -> NoReturn:
    from toprung.doors.cli.terminal import harmless, stderr

    stderr.print(harmless(f"Error: {sentence}"), style="red", markup=False)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
