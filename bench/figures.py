"""The figures, each with what was to be reached."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.calls import OPERATIONS
from bench.functions import AWS_CUSTOM_RESOURCE, BARE, COMPILED
from bench.samples import Pairs, Spread
from bench.templates import MANY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.cold_start import ColdStarts
    from bench.local_cloud import Deployment
    from bench.synthesis import Syntheses
    from bench.warm import Warm

Value = float | Spread


@dataclass(frozen=True)
class Figure:
    """A row of the table: of smaller values, each is the better one."""

    name: str
    theirs: str
    ours: str
    ratio: Value | None = None
    """Ours by theirs."""
    reach: float | None = None
    """The most that was to be reached: of the ratio, or of ``value`` where it has one."""
    value: float | None = None
    unit: str = "times"

    @property
    def verdict(self) -> str:
        """Say whether the median is within reach."""
        held = median(self.ratio) if self.value is None else self.value
        if held is None or self.reach is None:
            return ""
        return "reached" if held <= self.reach else "**missed**"


def median(value: Value | None) -> float | None:
    """Return the median of a spread, and what is none as it is."""
    return value.median if isinstance(value, Spread) else value


_CALL_LIMITS: Final = (2, 3, 3, 2, 3)
_FIRST_EVENT: Final = "cold start and first event, CPU seconds"
_PEAK_MEMORY: Final = "peak memory after one event, MB"
MEGABYTE: Final = 1e6


def of_cold_starts(starts: ColdStarts, instructions: Sequence[int] | None) -> Iterator[Figure]:
    """Seconds, CPU seconds, instructions and memory."""
    yield _pairs("cold start, seconds", starts.seconds, 1, ".3f", 0.65)
    yield _pairs("cold start, CPU seconds", starts.cpu_seconds, 1, ".3f", 0.58)
    yield _pairs(_FIRST_EVENT, starts.cpu_seconds_with_event, 1, ".3f", 0.60)
    if instructions is not None:
        theirs, ours, *others = instructions
        their, our, *rest = (f"{count / 1e6:.0f} M" for count in instructions)
        yield Figure("cold start, instructions", their, our, ours / theirs, 0.56)
        for name, shown, count in zip((COMPILED, BARE), rest, others, strict=True):
            yield Figure(f"the same, {name}", "", shown, count / theirs)
    yield from _peak_memory(_PEAK_MEMORY, starts, 0.62)


def of_aws_custom_resource(starts: ColdStarts) -> Iterator[Figure]:
    """CPU seconds and memory with an event: the handler loads the SDK when it has one, so that its start is nothing."""
    name = f"{_FIRST_EVENT}, of {AWS_CUSTOM_RESOURCE}"
    yield _pairs(name, starts.cpu_seconds_with_event, 1, ".3f", 0.75)
    yield from _peak_memory(f"{_PEAK_MEMORY}, of {AWS_CUSTOM_RESOURCE}", starts, 0.45)


def of_assets(theirs: int, ours: int) -> Iterator[Figure]:
    """Zipped sizes in bytes."""
    their, our = theirs / 1e3, ours / 1e3
    yield Figure("asset, zipped, kB", f"{their:.1f}", f"{our:.1f}", ours / theirs, 60, our, "kB")


def of_warm_events(warm: Warm) -> Iterator[Figure]:
    """Milliseconds of an update in place."""
    for name, pairs in (
        ("own time per warm event, calls taken out, ms", warm.own_seconds),
        ("own CPU time per warm event, the same, ms", warm.own_cpu_seconds),
    ):
        yield _pairs(name, pairs, 1e-3, ".2f", 1.5, "ms")
    yield _pairs("CPU time per warm event, calls and answer included, ms", warm.cpu_seconds, 1e-3, ".1f")


def of_calls(theirs: Mapping[str, Sequence[str]], ours: Mapping[str, Sequence[str]]) -> Iterator[Figure]:
    """SageMaker calls of each operation."""
    for operation, limit in zip(OPERATIONS, _CALL_LIMITS, strict=True):
        their, our = len(theirs[operation]), len(ours[operation])
        shown = f"{our} ({', '.join(ours[operation])})"
        if operation == "update of tags":
            yield Figure(f"calls: {operation}", "not done", shown, None, limit, our, "")
        else:
            yield Figure(f"calls: {operation}", str(their), shown, our / their, limit, our, "")


def of_logs(theirs: int, ours: int) -> Iterator[Figure]:
    """Bytes of log."""
    yield Figure("log of a create, bytes", str(theirs), str(ours), ours / theirs)


def of_templates(fixed: int, each: int, template: int) -> Iterator[Figure]:
    """Resources and bytes."""
    yield Figure("resources in the template: once for a stack", "", str(fixed), None, 4, fixed, "")
    yield Figure("resources in the template: for each team", "", str(each), None, 1, each, "")
    yield Figure(f"template of {MANY} teams over one user pool, kB", "", f"{template / 1e3:.1f}")


def of_syntheses(teams: int, measured: Syntheses, reach: float) -> Iterator[Figure]:
    """Yield how an app with teams compares with one of native resources."""
    what = "one team" if teams == 1 else f"{teams} teams"
    yield _pairs(f"synthesis of {what}, seconds, of `CfnWorkteam`", measured.seconds, 1, ".2f", reach)
    yield _pairs(f"synthesis of {what}, CPU seconds, of `CfnWorkteam`", measured.cpu_seconds, 1, ".2f", reach)


def of_constructors(measured: Pairs) -> Iterator[Figure]:
    """Milliseconds of the first team's constructor, its function's included, and of a further one's."""
    for what, values, reach in (("the first", measured.theirs, 100), ("each further", measured.ours, 6)):
        spread = Spread.of(values)
        yield Figure(f"constructor of {what} team, ms", "", f"{spread:.1f}", None, reach, spread.median, "ms")


def of_deployment(deployment: Deployment | None) -> Iterator[Figure]:
    """Seconds of `cdk deploy` and `cdk destroy`."""
    if deployment is not None:
        taken = f"{deployment.deploy_seconds:.0f} and {deployment.destroy_seconds:.0f}"
        yield Figure(f"{MANY} watched teams through the local cloud: deploy and destroy, seconds", "", taken)
        spread = f"{Spread.of(deployment.tick_seconds.ours):.2f}"
        yield Figure(f"a tick of one of {MANY} watches through the local cloud, seconds", "", spread)
        yield Figure("calls of SageMaker: a tick that finds nothing", "", f"{deployment.tick_calls:g}")


def _peak_memory(name: str, starts: ColdStarts, reach: float) -> Iterator[Figure]:
    if not any(map(math.isnan, starts.peak_bytes.ours)):
        yield _pairs(name, starts.peak_bytes, MEGABYTE, ".1f", reach)


def _pairs(name: str, pairs: Pairs, unit: float, spec: str, reach: float | None = None, of: str = "") -> Figure:
    """Make a row whose reach is of the ratio, or of our median in the unit ``of``."""
    theirs, ours = (Spread.of([value / unit for value in values]) for values in (pairs.theirs, pairs.ours))
    held = (ours.median, of) if of else (None, "times")
    return Figure(name, f"{theirs:{spec}}", f"{ours:{spec}}", Spread.of(pairs.ratios), reach, *held)
