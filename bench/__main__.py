"""``python -m bench``: measures everything, and writes docs/performance.md and docs/performance.svg."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import ROOT, figures
from bench.aws_custom_resource import peer
from bench.aws_custom_resource.installation import install
from bench.calls import calls
from bench.cold_start import cold_starts, instructions
from bench.functions import AWS_CUSTOM_RESOURCE, lay_out, lay_out_bare, lay_out_compiled, zipped_bytes
from bench.local_cloud import deployment
from bench.logs import log_bytes
from bench.machine import load, machine
from bench.plot import plot
from bench.report import Turns, page
from bench.synthesis import constructors, syntheses
from bench.templates import MANY, resources, template_bytes
from bench.warm import warm
from bench.world import world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.aws_custom_resource.installation import Installation
    from bench.figures import Figure

WARM_EVENTS = 9
"""Of each warm process."""


def main() -> None:
    """Measure and write."""
    options = _options()
    node = install()
    before = load()
    with tempfile.TemporaryDirectory() as folder:
        measured = list(_measured(options, Path(folder), node))
    options.output.mkdir(parents=True, exist_ok=True)
    turns = Turns(options.turns, WARM_EVENTS, options.synth_turns)
    text = page(measured, machine(node.versions() if node else ()), turns, (before, load()))
    (options.output / "performance.md").write_text(text)
    (options.output / "performance.svg").write_text(plot(measured))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--turns", type=int, default=11, help="how many pairs of cold starts, and of warm processes; at least 2"
    )
    parser.add_argument("--synth-turns", type=int, default=7, help="how many pairs of syntheses; at least 2")
    parser.add_argument("--local-cloud", action="store_true", help="deploy many teams too: takes minutes")
    parser.add_argument("--output", type=Path, default=ROOT / "docs", help="the folder to write to")
    return parser.parse_args()


def _measured(options: argparse.Namespace, folder: Path, node: Installation | None) -> Iterator[Figure]:
    both = handwritten, ours = lay_out(folder / "assets")
    with world(folder) as here:
        _say(f"{options.turns} pairs of cold starts")
        starts = cold_starts(handwritten, ours, here, options.turns)
        _say("instructions of a cold start")
        counted = (handwritten, ours, lay_out_compiled(folder / "compiled", ours), lay_out_bare(folder / "bare", ours))
        yield from figures.of_cold_starts(starts, instructions(counted, here))
        if node:
            _say(f"{options.turns} pairs of cold starts with {AWS_CUSTOM_RESOURCE}")
            theirs = peer.lay_out(folder / "aws-custom-resource", node)
            yield from figures.of_aws_custom_resource(cold_starts(theirs, ours, here, options.turns))
        yield from figures.of_assets(*(zipped_bytes(one, folder / "asset.zip") for one in both))
        _say(f"{options.turns} pairs of warm processes")
        yield from figures.of_warm_events(warm(both, here, folder, options.turns, WARM_EVENTS))
        _say("calls and logs")
        yield from figures.of_calls(*(calls(one, here) for one in both))
        yield from figures.of_logs(*(log_bytes(one, here, folder) for one in both))
    _say("synthesis")
    one, many = (syntheses(folder, teams, options.synth_turns) for teams in (1, MANY))
    yield from figures.of_templates(*resources(), template_bytes(folder))
    yield from figures.of_syntheses(1, one, 1.12)
    yield from figures.of_syntheses(MANY, many, 1.25)
    yield from figures.of_constructors(constructors(folder, options.synth_turns))
    if options.local_cloud:
        _say("many teams through the local cloud")
        yield from figures.of_deployment(deployment(folder))


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
