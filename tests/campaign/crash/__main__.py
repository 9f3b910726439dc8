"""Runs the whole campaigns and prints their page, or writes it: ``python -m campaign.crash --help``."""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import os
import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from campaign.crash.campaign import campaign_of
from campaign.crash.operations import operations
from campaign.crash.table import teams_part
from campaign.sign_in.campaign import campaign_of as sign_in_campaign_of
from campaign.sign_in.operations import operations as sign_in_operations
from campaign.sign_in.table import TITLE, sign_in_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE: Final = Path(__file__).parents[3] / "docs" / "crash-points.md"


class _Part(NamedTuple):
    """A campaign, and how its part of the page is written."""

    operations: Callable[[], Iterator[Any]]
    campaign_of: Callable[..., Any]
    written: Callable[[Any, str], str]


PARTS: Final = {
    "teams": _Part(operations, campaign_of, teams_part),
    "sign-in": _Part(sign_in_operations, sign_in_campaign_of, sign_in_part),
}


def main() -> int:
    """Run them; 1 where an invariant was broken."""
    parser = argparse.ArgumentParser(prog="python -m campaign.crash", description="Kill the function at every point.")
    parser.add_argument("--pairs", action="store_true", help="every second kill after each first one too (minutes)")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name} instead of printing")
    parser.add_argument("--of", choices=PARTS, help="one campaign alone; the page's other part stays as it is")
    parser.add_argument("--only", default="", help="operations whose name holds this")
    given = parser.parse_args()
    texts, broken = _kept(), []
    for name in [given.of] if given.of else PARTS:
        text, unexcused = _played(PARTS[name], given)
        texts[name] = text
        broken += unexcused
    if given.write:
        PAGE.write_text("\n".join(texts[name] for name in PARTS))
    else:
        sys.stdout.write("\n".join(texts[name] for name in ([given.of] if given.of else PARTS)))
    for run in broken[:20]:
        sys.stderr.write(f"{run}: {run.unexcused}\n")
    return int(bool(broken))


def _played(part: _Part, given: argparse.Namespace) -> tuple[str, list[Any]]:
    started = time.perf_counter()
    chosen = [index for index, operation in enumerate(part.operations()) if given.only in operation.name]
    with multiprocessing.get_context("spawn").Pool() as pool:
        campaigns = pool.map(functools.partial(part.campaign_of, pairs=given.pairs), chosen, chunksize=1)
    how = "" if given.pairs else ", without second kills"
    seconds = time.perf_counter() - started
    measured = (
        f"Measured in {seconds:.0f} seconds on {os.cpu_count()} cores, Python {platform.python_version()}{how}.\n"
    )
    return part.written(campaigns, measured), [run for done in campaigns for run in done.runs if run.unexcused]


def _kept() -> dict[str, str]:
    """Return the parts of the page as they stand."""
    teams, _, sign_in = PAGE.read_text().partition(f"\n{TITLE}\n")
    return {"teams": teams, "sign-in": f"{TITLE}\n{sign_in}"}


if __name__ == "__main__":
    sys.exit(main())
