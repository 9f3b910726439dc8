"""How long an app takes to its template: with teams of this library, and with `CfnWorkteam`, the native resource."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench import ROOT
from bench.samples import Pairs, in_turns
from bench.templates import MANY, context, out

if TYPE_CHECKING:
    from pathlib import Path

OURS: Final = "bench.many_teams"
NATIVE: Final = "bench.native_teams"


@dataclass(frozen=True)
class Used:
    """What a process took, with those that it started."""

    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Syntheses:
    """Pairs of the native resource (theirs) and this library (ours)."""

    seconds: Pairs
    cpu_seconds: Pairs


def syntheses(folder: Path, teams: int, turns: int) -> Syntheses:
    """Synthesise apps of so many teams, each by a process of its own."""
    readings = in_turns(lambda: _used(NATIVE, teams, folder), lambda: _used(OURS, teams, folder), turns)
    return Syntheses(Pairs.of(readings, lambda used: used.seconds), Pairs.of(readings, lambda used: used.cpu_seconds))


def constructors(folder: Path, turns: int) -> Pairs:
    """Time the constructor of the first team (theirs) and of a further one (ours), in milliseconds."""
    readings = [_timed(folder) for _ in range(turns)]
    return Pairs(tuple(first for first, _ in readings), tuple(further for _, further in readings))


def _timed(folder: Path) -> tuple[float, float]:
    command, environment = [sys.executable, "-m", OURS], _environment(MANY, folder, timed=True)
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603
    first, *further = json.loads(done.stdout)
    return first, sum(further) / len(further)


def _used(module: str, teams: int, folder: Path) -> Used:
    started = time.monotonic()
    command, environment = [sys.executable, "-m", module], _environment(teams, folder, timed=False)
    process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"expected {module} to synthesise {teams} teams, received the status {status}")
    return Used(time.monotonic() - started, usage.ru_utime + usage.ru_stime)


def _environment(teams: int, folder: Path, *, timed: bool) -> dict[str, str]:
    # the CDK's own validation, which takes its time for any template, is left out
    settings = {"CDK_VALIDATION": "false", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
    given = json.dumps(context() | {"teams": teams, "timed": timed})
    return {**os.environ, **settings, "CDK_CONTEXT_JSON": given, "CDK_OUTDIR": str(out(folder, teams))}
