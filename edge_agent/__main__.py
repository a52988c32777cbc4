"""The console script `edge-agent`."""

import sys

_INTERRUPTED = 130
"""What a shell answers for a program that Ctrl+C has ended."""


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from edge_agent import cli  # noqa: PLC0415 each command pays only for its own imports

        code = cli.main(sys.argv[1:])
    except KeyboardInterrupt:
        code = _INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
