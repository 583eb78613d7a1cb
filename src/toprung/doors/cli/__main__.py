"""`toprung` and `python -m toprung.doors.cli`: run a command, and turn refusals into a sentence and an exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

from toprung.kernel.errors import ToprungError


def main() -> None:
    """Run the command line. Exits 0, 1 for what went wrong, 2 for bad input."""
    from toprung.doors.cli.app import app

    try:
        app(prog_name="toprung")
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


def _refuse(sentence: str, exit_code: int) -> NoReturn:
    from toprung.doors.cli.terminal import stderr

    stderr.print(f"Error: {sentence}", style="red", markup=False)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
