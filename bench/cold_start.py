"""From the start of a process to its first event, and the memory that this event takes it to."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
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
    peak_bytes: float


@dataclass(frozen=True)
class ColdStarts:
    """What was read from many."""

    seconds: Pairs
    cpu_seconds: Pairs
    peak_bytes: Pairs


def cold_starts(theirs: Function, ours: Function, world: World, turns: int) -> ColdStarts:
    """Start both in turns, each time twice: once for the start alone, once for an event too."""
    readings = in_turns(lambda: _cold_start(theirs, world), lambda: _cold_start(ours, world), turns)
    return ColdStarts(*(_pairs(readings, name) for name in ("seconds", "cpu_seconds", "peak_bytes")))


def _pairs(readings: list[tuple[ColdStart, ColdStart]], name: str) -> Pairs:
    return Pairs(tuple(getattr(their, name) for their, _ in readings), tuple(getattr(our, name) for _, our in readings))


def _cold_start(function: Function, world: World) -> ColdStart:
    world.control.reset()
    with Process(function, world) as process:
        started = process.end()
    with Process(function, world) as process_with_event:
        process_with_event.handle(world.event("Create"))
        world.answer()
        handled = process_with_event.end()
    return ColdStart(process.start_seconds, started.cpu_seconds, handled.peak_bytes)


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
