"""The command line, as `papershelf` and as `python -m generator`."""

import atexit
import gc
import sys


def main() -> None:
    """Load the commands and run the one that was asked for."""
    # The program and an archive are millions of long-lived values: searching them for cycles at Python's usual rate
    # takes a tenth of the time.
    gc.set_threshold(200_000, 20, 100)
    # At the end of the process, Python would search all of it once more.
    atexit.register(gc.freeze)
    try:
        from generator.commands.main import main as run
        from generator.system.endings import end_when_terminated

        end_when_terminated()
    except KeyboardInterrupt:  # loading takes most of a second, and whoever stops it wants no traceback
        sys.exit("Aborted!")
    run()


if __name__ == "__main__":
    main()
