"""The figures, each with what was to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.calls import OPERATIONS
from bench.functions import BARE, COMPILED
from bench.samples import Pairs, Spread
from bench.templates import MANY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.cold_start import ColdStarts
    from bench.local_cloud import Deployment
    from bench.warm import Warm

Value = float | Spread


@dataclass(frozen=True)
class Figure:
    """A row of the table: of smaller values, each is the better one."""

    name: str
    theirs: str
    ours: str
    reached: Value | None = None
    """What is held against ``reach``; by default nothing is."""
    reach: float | None = None
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Say whether the median is within reach."""
        if self.reached is None or self.reach is None:
            return ""
        median = self.reached.median if isinstance(self.reached, Spread) else self.reached
        return "reached" if median <= self.reach else "**missed**"


_CALL_LIMITS: Final = (2, 3, 3, 2, 3)
MEGABYTE: Final = 1e6


def of_cold_starts(starts: ColdStarts, instructions: Sequence[int] | None) -> Iterator[Figure]:
    """Seconds, CPU seconds, instructions and memory."""
    yield _pairs("cold start, seconds", starts.seconds, 1, ".3f", 0.65)
    yield _pairs("cold start, CPU seconds", starts.cpu_seconds, 1, ".3f", 0.65)
    if instructions is not None:
        theirs, ours, *others = instructions
        their, our, *rest = (f"{count / 1e6:.0f} M" for count in instructions)
        yield Figure("cold start, instructions", their, our, ours / theirs, 0.65, "times")
        for name, shown, count in zip((COMPILED, BARE), rest, others, strict=True):
            yield Figure(f"the same, {name}", "", shown, count / theirs, unit="times")
    yield _pairs("peak memory after one event, MB", starts.peak_bytes, MEGABYTE, ".1f", 0.85)


def of_assets(theirs: int, ours: int) -> Iterator[Figure]:
    """Zipped sizes in bytes."""
    yield Figure("asset, zipped", f"{theirs / 1e3:.1f} kB", f"{ours / 1e3:.1f} kB", ours / 1e3, 60, "kB")


def of_warm_events(theirs: Warm, ours: Warm) -> Iterator[Figure]:
    """Milliseconds of an update in place."""
    their, our = (_milliseconds(warm.own_seconds) for warm in (theirs, ours))
    yield Figure("own time per warm event, calls taken out, ms", f"{their:.1f}", f"{our:.1f}", our, 5, "ms")
    their, our = (_milliseconds(warm.own_cpu_seconds) for warm in (theirs, ours))
    yield Figure("own CPU time per warm event, the same, ms", f"{their:.1f}", f"{our:.1f}", our, 5, "ms")
    their, our = (_milliseconds(warm.cpu_seconds) for warm in (theirs, ours))
    yield Figure("CPU time per warm event, calls and answer included, ms", f"{their:.1f}", f"{our:.1f}")


def of_calls(theirs: Mapping[str, Sequence[str]], ours: Mapping[str, Sequence[str]]) -> Iterator[Figure]:
    """SageMaker calls of each operation."""
    for operation, limit in zip(OPERATIONS, _CALL_LIMITS, strict=True):
        made = ours[operation]
        their = "not done" if operation == "update of tags" else str(len(theirs[operation]))
        yield Figure(f"calls: {operation}", their, f"{len(made)} ({', '.join(made)})", len(made), limit)


def of_templates(fixed: int, each: int, synthesis: Pairs) -> Iterator[Figure]:
    """Resources, and how the synthesis of many teams compares."""
    yield Figure("resources in the template: once for a stack", "", str(fixed), fixed, 4)
    yield Figure("resources in the template: for each team", "", str(each), each, 1)
    one, many, ratio = (Spread.of(values) for values in (synthesis.theirs, synthesis.ours, synthesis.ratios))
    name = f"synthesis of {MANY} teams against 1, seconds"
    yield Figure(name, "", f"{many:.2f} against {one:.2f}", ratio, 1.3, "times")


def of_deployment(deployment: Deployment | None) -> Iterator[Figure]:
    """Seconds of `cdk deploy` and `cdk destroy`."""
    if deployment is not None:
        taken = f"{deployment.deploy_seconds:.0f} and {deployment.destroy_seconds:.0f}"
        yield Figure(f"{MANY} teams through the local cloud: deploy and destroy, seconds", "", taken)


def _pairs(name: str, pairs: Pairs, unit: float, spec: str, reach: float) -> Figure:
    theirs, ours = (Spread.of([value / unit for value in values]) for values in (pairs.theirs, pairs.ours))
    return Figure(name, f"{theirs:{spec}}", f"{ours:{spec}}", Spread.of(pairs.ratios), reach, "times")


def _milliseconds(seconds: Sequence[float]) -> Spread:
    return Spread.of([value * 1e3 for value in seconds])
