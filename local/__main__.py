"""The local cloud's commands: ``python -m local up``."""

from __future__ import annotations

import argparse
import sys

from local import up


def main() -> int:
    """Run the command that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m local", description="A cloud on this machine")
    commands = parser.add_subparsers(required=True)
    for name, command, text in (("up", up, "start the cloud and keep it up until Ctrl-C"),):
        sub = commands.add_parser(name, help=text, description=text)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    options = parser.parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
