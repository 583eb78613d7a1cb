"""`toprung` and `python -m toprung.doors.cli`: run a command, and turn refusals into a sentence and an exit code."""

from __future__ import annotations

import sys

from toprung.kernel.errors import ToprungError


def main() -> None:
    """Run the command line. Exits 0, 1 for what went wrong, 2 for bad input."""
    from toprung.doors.cli.app import app

    try:
        app(prog_name="toprung")
    except ToprungError as error:
        from toprung.doors.cli.terminal import stderr

        stderr.print(f"Error: {error}", style="red", markup=False)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # `toprung accounts | head` is no mistake; nothing more can be written, not even at exit.
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
