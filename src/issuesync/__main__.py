"""Run the command line: by ``issuesync``, or by ``python -m issuesync``."""

import sys


def main() -> None:
    """Run the command line; what cannot even be imported ends as a crash does, and never with 1."""
    try:
        from issuesync.cli.main import main as run
    except Exception as error:  # noqa: BLE001 - a dependency can fail to be imported in any way
        from issuesync.errors import ExitCode

        what = f"{type(error).__name__}: {error}"
        sys.stderr.write(
            f"issuesync cannot start: {what}\n  install it anew, in a folder of its own\n"
        )
        sys.exit(ExitCode.CRASH)
    run()


if __name__ == "__main__":
    main()
