"""Run the command line by ``python -m issuesync``."""

from issuesync.cli.main import main

if __name__ == "__main__":
    main()
