"""What a template of many teams holds, and how long its synthesis takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import App
from aws_cdk.assertions import Template

from bench import ROOT
from bench.many_teams import make_stack
from bench.samples import Pairs, in_turns

if TYPE_CHECKING:
    from pathlib import Path

MANY: Final = 25
_OURS: Final = ("AWS::Lambda::", "AWS::IAM::", "AWS::Logs::", "Custom::SageMakerWorkteam")


def resources() -> tuple[int, int]:
    """Return how many resources the library adds to a stack once, and how many for each team."""
    one, many = (_added(teams) for teams in (1, MANY))
    each, rest = divmod(many - one, MANY - 1)
    if rest:
        raise RuntimeError(f"expected the same for each team, received {one} for 1 and {many} for {MANY}")
    return one - each, each


def _added(teams: int) -> int:
    template = Template.from_stack(make_stack(App(context=_context()), teams)).to_json()
    return sum(resource["Type"].startswith(_OURS) for resource in template["Resources"].values())


def synthesis(folder: Path, turns: int) -> Pairs:
    """Time the synthesis of one team (theirs) and of many (ours), each by a process of its own."""
    readings = in_turns(lambda: _seconds(1, folder), lambda: _seconds(MANY, folder), turns)
    return Pairs(tuple(one for one, _ in readings), tuple(many for _, many in readings))


def _seconds(teams: int, folder: Path) -> float:
    # the CDK's own validation, which takes its time for any template, is left out
    settings = {"CDK_VALIDATION": "false", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
    context = json.dumps(_context() | {"teams": teams})
    environment = {**os.environ, **settings, "CDK_CONTEXT_JSON": context, "CDK_OUTDIR": str(folder / f"out-{teams}")}
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "bench.many_teams"], cwd=ROOT, env=environment, check=True)
    return time.monotonic() - started


def _context() -> dict[str, Any]:
    return dict(json.loads((ROOT / "cdk.json").read_text())["context"])
