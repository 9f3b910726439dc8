"""What a warm process takes for an event, beside its calls."""

from __future__ import annotations

import shutil
import statistics
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bench import ROOT
from bench.process import Process
from bench.samples import Pairs, in_turns
from bench.world import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.functions import Function
    from bench.world import World


@dataclass(frozen=True)
class Event:
    """Seconds of the median event of one process."""

    own_seconds: float
    """Without the SageMaker calls and the delivery of the answer."""
    own_cpu_seconds: float
    """Of these, the processor's."""
    cpu_seconds: float
    """Of the whole process, calls and delivery included."""


@dataclass(frozen=True)
class Warm:
    """What was read from many processes."""

    own_seconds: Pairs
    own_cpu_seconds: Pairs
    cpu_seconds: Pairs


def warm(functions: tuple[Function, Function], world: World, folder: Path, turns: int, events: int) -> Warm:
    """Start both in turns, and let each process change its team's description again and again."""
    theirs, ours = (_timed(function, folder) for function in functions)
    readings = in_turns(lambda: _event(theirs, world, events), lambda: _event(ours, world, events), turns)
    return Warm(*(Pairs.of(readings, attrgetter(field.name)) for field in fields(Event)))


def _event(function: Function, world: World, events: int) -> Event:
    world.control.reset()
    with Process(function, world) as process:
        process.handle(world.event("Create"))
        arn = world.answer()["PhysicalResourceId"]
        readings = [process.handle(event) for event in _updates(world, arn, events + 1)][1:]
        world.answer()
    return Event(*(statistics.median(reading[field.name] for reading in readings) for field in fields(Event)))


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
