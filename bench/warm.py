"""What a warm process takes for an event, beside its calls."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bench import ROOT
from bench.process import Process
from bench.world import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.functions import Function
    from bench.world import World


@dataclass(frozen=True)
class Warm:
    """Seconds of each event but the first."""

    own_seconds: tuple[float, ...]
    """Without the SageMaker calls and the delivery of the answer."""
    own_cpu_seconds: tuple[float, ...]
    """Of these, the processor's."""
    cpu_seconds: tuple[float, ...]
    """Of the whole process, calls and delivery included."""


def warm(function: Function, world: World, folder: Path, events: int) -> Warm:
    """Change a team's description again and again."""
    world.control.reset()
    with Process(_timed(function, folder), world) as process:
        process.handle(world.event("Create"))
        arn = world.answer()["PhysicalResourceId"]
        readings = [process.handle(event) for event in _updates(world, arn, events + 1)][1:]
        world.answer()
    return Warm(
        *(tuple(reading[name] for reading in readings) for name in ("own_seconds", "own_cpu_seconds", "cpu_seconds"))
    )


def _updates(world: World, arn: str, count: int) -> Iterator[dict[str, Any]]:
    descriptions = [{**PROPERTIES, "Description": text} for text in ("Draws boxes", "Draws lines")]
    for number in range(count):
        old, new = descriptions[number % 2], descriptions[(number + 1) % 2]
        yield world.event("Update", new, physical_id=arn, old_properties=old)


def _timed(function: Function, folder: Path) -> Function:
    """Lay the function out once more, with a stopwatch around its handler."""
    asset = folder / f"{function.asset.name}-timed"
    shutil.copytree(function.asset, asset)
    shutil.copyfile(ROOT / "bench/stopwatch.py", asset / "stopwatch.py")
    return replace(function, asset=asset, handler="stopwatch.handler", timed_handler=function.handler)
