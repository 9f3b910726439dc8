"""Measures the load and prints its page, or writes it: ``python -m campaign.load --help``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from campaign.load.load import load
from support.asset import lay_out_asset

if TYPE_CHECKING:
    from campaign.load.load import Wave

PAGE: Final = Path(__file__).parents[3] / "docs" / "load.md"
COMMAND: Final = "make campaigns"

TEAMS: Final = 25
"""As many as an account can have in a Region."""
CALLS_PER_SECOND: Final = 2.0
STORM_TEAMS: Final = 5
STORM_SECONDS: Final = 10.0

_COLUMNS: Final = "| event | teams | succeeded | seconds | smallest possible | calls | throttled | smallest possible |"


def main() -> int:
    """Run it; 1 where a team failed."""
    parser = argparse.ArgumentParser(prog="python -m campaign.load", description="Work on many teams at once.")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name} instead of printing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asset = lay_out_asset(Path(folder))
        limited = _waves(asset, TEAMS, calls_per_second=CALLS_PER_SECOND)
        stormy = _waves(asset, STORM_TEAMS, storm_seconds=STORM_SECONDS)
    text = _page(limited, stormy)
    if given.write:
        PAGE.write_text(text)
    else:
        sys.stdout.write(text)
    return int(any(wave.succeeded < wave.teams for wave in [*limited, *stormy]))


def _waves(asset: Path, teams: int, *, calls_per_second: float | None = None, storm_seconds: float = 0.0) -> list[Wave]:
    with load(asset, teams, calls_per_second=calls_per_second, storm_seconds=storm_seconds) as stack:
        return [stack.create(), stack.update(), stack.delete()]


def _page(limited: list[Wave], stormy: list[Wave]) -> str:
    return f"""# Load

Written by `{COMMAND}`; change nothing here by hand.

Every team of a stack is worked on at once, each through a process of its own that runs the function as Lambda does,
with the real SDK and real answers. The calls are counted where they arrive.

## {TEAMS} teams against a limit of {CALLS_PER_SECOND:.0f} calls a second

{_table(limited, CALLS_PER_SECOND, 0.0)}

Smallest possible: every call admitted at once, one after the other at the rate of the limit. A call that is throttled
tries again after a growing, jittered pause, so the service stands idle now and then.

## {STORM_TEAMS} teams, every call throttled for the first {STORM_SECONDS:.0f} seconds

{_table(stormy, None, STORM_SECONDS)}

Measured on {os.cpu_count()} cores, Python {platform.python_version()}.
"""


def _table(waves: list[Wave], calls_per_second: float | None, storm_seconds: float) -> str:
    return "\n".join(
        [
            _COLUMNS,
            "|---|--:|--:|--:|--:|--:|--:|--:|",
            *(
                f"| {wave.event} | {wave.teams} | {wave.succeeded} | {wave.seconds:.1f} "
                f"| {storm_seconds + (wave.fewest_calls / calls_per_second if calls_per_second else 0):.1f} "
                f"| {wave.calls} | {wave.throttled} | {wave.fewest_calls} |"
                for wave in waves
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
