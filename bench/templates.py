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
from bench.many_teams import STACK, make_stack
from bench.samples import Pairs, in_turns

if TYPE_CHECKING:
    from pathlib import Path

MANY: Final = 25


def resources() -> tuple[int, int]:
    """Return how many resources the library adds to a stack once, and how many for each team."""
    none, one, many = (_count(teams) for teams in (0, 1, MANY))
    each, rest = divmod(many - one, MANY - 1)
    if rest:
        raise RuntimeError(f"expected the same for each team, received {one} for 1 and {many} for {MANY}")
    return one - none - each, each


def _count(teams: int) -> int:
    return len(Template.from_stack(make_stack(App(context=_context()), teams)).to_json()["Resources"])


def synthesis(folder: Path, turns: int) -> Pairs:
    """Time the synthesis of one team (theirs) and of many (ours), each by a process of its own."""
    return Pairs.of(in_turns(lambda: _seconds(1, folder), lambda: _seconds(MANY, folder), turns), float)


def template_bytes(folder: Path) -> int:
    """Return the size of the template of many teams that `synthesis` left in a folder."""
    return (_out(folder, MANY) / f"{STACK}.template.json").stat().st_size


def _seconds(teams: int, folder: Path) -> float:
    # the CDK's own validation, which takes its time for any template, is left out
    settings = {"CDK_VALIDATION": "false", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
    context = json.dumps(_context() | {"teams": teams})
    environment = {**os.environ, **settings, "CDK_CONTEXT_JSON": context, "CDK_OUTDIR": str(_out(folder, teams))}
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "bench.many_teams"], cwd=ROOT, env=environment, check=True)
    return time.monotonic() - started


def _out(folder: Path, teams: int) -> Path:
    return folder / f"out-{teams}"


def _context() -> dict[str, Any]:
    return dict(json.loads((ROOT / "cdk.json").read_text())["context"])
