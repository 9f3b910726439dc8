"""The local cloud's commands: ``python -m local up`` and ``python -m local demo``."""

from __future__ import annotations

import argparse
import sys

from local import demo, up


def main() -> int:
    """Run the command that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m local", description="A cloud on this machine")
    commands = parser.add_subparsers(required=True)
    starting = commands.add_parser("up", help="start the cloud and keep it up until Ctrl-C")
    up.add_arguments(starting)
    starting.set_defaults(run=up.run)
    showing = commands.add_parser("demo", help="deploy, change, rename and destroy the example app on it")
    showing.set_defaults(run=demo.run)
    options = parser.parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
