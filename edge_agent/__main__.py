"""The console script `edge-agent`."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from edge_agent.cli import run  # noqa: PLC0415 each command pays only for its own imports

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
