"""From the start of a process to its first event, and the memory that this event takes it to."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.process import Process
from bench.samples import Pairs, in_turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.functions import Function
    from bench.world import World

_COLLECTED: Final = re.compile(r"Collected : (\d+)")


@dataclass(frozen=True)
class ColdStart:
    """What was read from one process."""

    seconds: float
    cpu_seconds: float
    cpu_seconds_with_event: float
    peak_bytes: float


@dataclass(frozen=True)
class ColdStarts:
    """What was read from many."""

    seconds: Pairs
    cpu_seconds: Pairs
    cpu_seconds_with_event: Pairs
    peak_bytes: Pairs


def cold_starts(theirs: Function, ours: Function, world: World, turns: int) -> ColdStarts:
    """Start both in turns, each time twice: once for the start alone, once for an event too."""
    readings = in_turns(lambda: _cold_start(theirs, world), lambda: _cold_start(ours, world), turns)
    return ColdStarts(*(Pairs.of(readings, attrgetter(field.name)) for field in fields(ColdStart)))


def _cold_start(function: Function, world: World) -> ColdStart:
    world.control.reset()
    with Process(function, world) as process:
        started = process.end()
    with Process(function, world) as process_with_event:
        process_with_event.handle(world.event("Create", function.properties))
        world.answer()
        handled = process_with_event.end()
    return ColdStart(process.start_seconds, started.cpu_seconds, handled.cpu_seconds, handled.peak_bytes)


def instructions(functions: Sequence[Function], world: World) -> list[int] | None:
    """Count the instructions of each function's cold start; ``None`` without valgrind."""
    valgrind = shutil.which("valgrind")
    return [_instructions(valgrind, function, world) for function in functions] if valgrind else None


def _instructions(valgrind: str, function: Function, world: World) -> int:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        counting = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}"]
        with Process(function, world, under=counting) as process:
            process.end()
        found = _COLLECTED.search(log.read_text())
    if found is None:
        raise RuntimeError("expected callgrind's count in its log, found none")
    return int(found[1])
