"""Every crash point of an operation: recorded, then killed at in every way."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from campaign.crash.doors import ANSWER, Kill
from campaign.crash.invariants import after_deployment, after_stack
from campaign.crash.world import Plan, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.crash.doors import Moment, Passage
    from campaign.crash.invariants import Violation
    from campaign.crash.operations import Operation

_MOMENTS: Final[tuple[Moment, Moment]] = ("before", "after")


@dataclass(frozen=True, slots=True)
class Run:
    """What one plan led to."""

    plan: Plan
    passages: tuple[Passage, ...]
    struck: tuple[Passage, ...]
    statuses: tuple[str, ...]
    abandoned: bool
    violations: tuple[Violation, ...]

    def __str__(self) -> str:
        kills = ", then ".join(
            f"{kill.moment} {passage}" for kill, passage in zip(self.plan.kills, self.struck, strict=False)
        )
        how = self.plan.late or f"{self.plan.retries} retries"
        return f"killed {kills or 'nowhere'} ({how}): {' > '.join(self.statuses)}"


@dataclass(slots=True)
class Campaign:
    """What became of every run of one operation."""

    operation: Operation
    recorded: Run
    runs: list[Run] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def calls(self) -> int:
        """How many API calls the undisturbed operation makes."""
        return sum(passage.label != ANSWER for passage in self.recorded.passages)

    @property
    def answers(self) -> int:
        """How many answers the undisturbed operation gives."""
        return len(self.recorded.passages) - self.calls

    @property
    def points(self) -> int:
        """How many points there are to be killed at."""
        return len(self.recorded.passages) * len(_MOMENTS)


def campaign(operation: Operation, *, pairs: bool = False) -> Campaign:
    """Record an operation and run every plan; with ``pairs`` those of every two kills too."""
    started = time.perf_counter()
    result = Campaign(operation, play(operation, Plan()))
    for plan in plans(result.recorded.passages):
        run = play(operation, plan)
        assert run.struck, f"{plan} was not reached"
        result.runs.append(run)
        if pairs and len(plan.kills) == 1 and not plan.late:
            result.runs += [play(operation, second) for second in _second_kills(plan, run)]
    result.seconds = time.perf_counter() - started
    return result


def plans(passages: Iterable[Passage]) -> Iterator[Plan]:
    """Yield, for each point, every number of retries, the same point again in each, and both kinds of lateness."""
    for number, passage in enumerate(passages, 1):
        for moment in _MOMENTS:
            first, again = Kill(number, moment), Kill(passage.position, moment)
            yield Plan((first,))
            yield Plan((first,), retries=1)
            yield Plan((first, again), retries=1)
            yield Plan((first, again), retries=2)
            yield Plan((first, again, again), retries=2)
            yield Plan((first,), late="after the deployment")
            yield Plan((first,), late="after the stack")


def _second_kills(plan: Plan, run: Run) -> Iterator[Plan]:
    """Yield, for a run with one kill, a second one at each point that comes after it."""
    after = len(run.passages) - plan.kills[0].nth
    for number in range(1, after + 1):
        for moment in _MOMENTS:
            yield Plan((*plan.kills, Kill(number, moment)), plan.retries)


def play(operation: Operation, plan: Plan) -> Run:
    """Play an operation by a plan, and the end of its stack, and look at everything twice."""
    with World(operation, plan) as world:
        world.prepare()
        deployed = world.operate()
        violations = list(after_deployment(world))
        if plan.late == "after the deployment":
            world.function.redeliver_killed()
            violations += after_deployment(world)
        ended = world.finish()
        if plan.late == "after the stack":
            world.function.redeliver_killed()
        violations += after_stack(world)
        return Run(
            plan,
            tuple(world.doors.passages),
            tuple(world.doors.struck),
            (deployed.status, ended.status),
            bool(world.stack.abandoned),
            tuple(dict.fromkeys(violations)),
        )
