"""What a template of many teams holds, and how long its synthesis takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from bench import ROOT
from bench.many_teams import STACK
from bench.samples import Pairs, in_turns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANY: Final = 25
_OURS: Final = ("AWS::Lambda::", "AWS::IAM::", "AWS::Logs::", "Custom::SageMakerWorkteam")


def resources(folder: Path) -> tuple[int, int]:
    """Return how many resources the library adds to a stack once, and how many for each team."""
    one, many = (_ours(synthesise(teams, folder)) for teams in (1, MANY))
    each, rest = divmod(many - one, MANY - 1)
    if rest:
        raise RuntimeError(f"expected the same for each team, received {one} for 1 and {many} for {MANY}")
    return one - each, each


def synthesis(folder: Path, turns: int) -> Pairs:
    """Time the synthesis of one team (theirs) and of many (ours), each by a process of its own."""
    readings = in_turns(lambda: _seconds(1, folder), lambda: _seconds(MANY, folder), turns)
    return Pairs(tuple(one for one, _ in readings), tuple(many for _, many in readings))


def synthesise(teams: int, folder: Path) -> Mapping[str, Mapping[str, object]]:
    """Return the resources of a stack of that many teams."""
    output = folder / f"cdk.out-{teams}"
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"teams": teams}
    environment = {**os.environ, "CDK_CONTEXT_JSON": json.dumps(context), "CDK_OUTDIR": str(output)}
    subprocess.run(
        [sys.executable, "-m", "bench.many_teams"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    template = json.loads((output / f"{STACK}.template.json").read_text())
    found: Mapping[str, Mapping[str, object]] = template["Resources"]
    return found


def _ours(found: Mapping[str, Mapping[str, object]]) -> int:
    return sum(str(resource["Type"]).startswith(_OURS) for resource in found.values())


def _seconds(teams: int, folder: Path) -> float:
    started = time.monotonic()
    synthesise(teams, folder)
    return time.monotonic() - started
