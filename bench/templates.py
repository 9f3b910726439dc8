"""What a template of many teams holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import App
from aws_cdk.assertions import Template

from bench import ROOT
from bench.many_teams import STACK, make_stack

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
    return len(Template.from_stack(make_stack(App(context=context()), teams)).to_json()["Resources"])


def template_bytes(folder: Path) -> int:
    """Return the size of the template of many teams that `syntheses` left in a folder."""
    return (out(folder, MANY) / f"{STACK}.template.json").stat().st_size


def out(folder: Path, teams: int) -> Path:
    """Return where the template of so many teams is put."""
    return folder / f"out-{teams}"


def context() -> dict[str, Any]:
    """Return the context of this checkout's app."""
    return dict(json.loads((ROOT / "cdk.json").read_text())["context"])
