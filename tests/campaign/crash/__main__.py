"""Runs the whole campaign and prints its page, or writes it: ``python -m campaign.crash --help``."""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import os
import platform
import sys
import time
from pathlib import Path

from campaign.crash.campaign import campaign_of
from campaign.crash.operations import operations
from campaign.crash.table import page

PAGE = Path(__file__).parents[3] / "docs" / "crash-points.md"


def main() -> int:
    """Run it; 1 where an invariant was broken."""
    parser = argparse.ArgumentParser(prog="python -m campaign.crash", description="Kill the function at every point.")
    parser.add_argument("--pairs", action="store_true", help="every second kill after each first one too (minutes)")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name} instead of printing")
    parser.add_argument("--only", default="", help="operations whose name holds this")
    given = parser.parse_args()
    started = time.perf_counter()
    chosen = [index for index, operation in enumerate(operations()) if given.only in operation.name]
    with multiprocessing.get_context("spawn").Pool() as pool:
        campaigns = pool.map(functools.partial(campaign_of, pairs=given.pairs), chosen, chunksize=1)
    text = page(campaigns, time.perf_counter() - started, _machine())
    if given.write:
        PAGE.write_text(text)
    else:
        sys.stdout.write(text)
    broken = [run for done in campaigns for run in done.runs if run.unexcused]
    for run in broken[:20]:
        sys.stderr.write(f"{run}: {run.unexcused}\n")
    return int(bool(broken))


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
