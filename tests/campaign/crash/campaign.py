"""Every crash point of an operation: recorded, then killed at in every way."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from campaign.crash.doors import ANSWER, Kill
from campaign.crash.invariants import after_deployment, after_stack, at_the_end
from campaign.crash.world import Plan, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.crash.doors import Moment, Passage
    from campaign.crash.invariants import Invariant, Violation
    from campaign.crash.operations import Operation

Exemption: TypeAlias = Literal["late", "abandoned", "given up"]

_LEFT_OVER: Final[frozenset[Invariant]] = frozenset({"orphan", "two teams", "adopted team claimed"})
EXCUSED: Final[dict[Exemption, frozenset[Invariant]]] = {
    "late": _LEFT_OVER | {"wrong state"},
    "abandoned": _LEFT_OVER,
    "given up": _LEFT_OVER,
}
"""What may be left where an event comes late, a clean-up's Delete died every time, or a rollback was given up."""

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

    @property
    def exemption(self) -> Exemption | None:
        """What of CloudFormation's and Lambda's ways keeps this run from holding every invariant."""
        if self.plan.late:
            return "late"
        if self.plan.gives_up:
            return "given up"
        return "abandoned" if self.abandoned else None

    @property
    def unexcused(self) -> list[Violation]:
        """The violations that nothing excuses."""
        excused = EXCUSED[self.exemption] if self.exemption else frozenset()
        return [violation for violation in self.violations if violation.invariant not in excused]

    def __str__(self) -> str:
        kills = ", then ".join(
            f"{kill.moment} {passage}" for kill, passage in zip(self.plan.kills, self.struck, strict=False)
        )
        how = self.plan.late or f"{self.plan.retries} retries"
        return f"killed {kills or 'nowhere'} ({how}): {' > '.join(self.statuses)}"


@dataclass(slots=True)
class Campaign:
    """What became of every run of one operation."""

    operation: str
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


def campaign(operation: Operation, *, thorough: bool = True, pairs: bool = False) -> Campaign:
    """Record an operation and run every plan of every point; with ``pairs`` every second kill after each first too."""
    started = time.perf_counter()
    recorded = play(operation, Plan())
    result = Campaign(operation.name, recorded, [recorded])
    for plan in plans(result.recorded.passages, thorough=thorough):
        run = play(operation, plan)
        assert run.struck, f"{plan} was not reached"
        result.runs.append(run)
        if thorough and "UPDATE_ROLLBACK_FAILED" in run.statuses:
            result.runs.append(play(operation, replace(plan, gives_up=True)))
        if pairs and len(plan.kills) == 1 and not plan.late:
            result.runs += [play(operation, second) for second in _second_kills(plan, run)]
    result.seconds = time.perf_counter() - started
    return result


def plans(passages: Iterable[Passage], *, thorough: bool) -> Iterator[Plan]:
    """Yield the plans for each point: how often it kills, how often the event comes again, and when.

    Those that are not thorough differ in what happens, the others in how often it happens.
    """
    for number, passage in enumerate(passages, 1):
        for moment in _MOMENTS:
            first, again = Kill(number, moment), Kill(passage.position, moment)
            yield Plan((first,))
            yield Plan((first,), retries=1)
            yield Plan((first, again), retries=2)
            yield Plan((first,), late="after the deployment")
            if thorough:
                yield Plan((first, again), retries=1)
                yield Plan((first, again, again), retries=2)
                yield Plan((first,), late="after the stack")


def _second_kills(plan: Plan, run: Run) -> Iterator[Plan]:
    """Yield, for a run with one kill, a second one at each point that comes after it."""
    after = len(run.passages) - plan.kills[0].nth
    for number in range(1, after + 1):
        for moment in _MOMENTS:
            yield Plan((*plan.kills, Kill(number, moment)), plan.retries, second=True)


def play(operation: Operation, plan: Plan) -> Run:
    """Play an operation by a plan, and the end of its stack, and look at everything after each step."""
    with World(operation, plan) as world:
        world.prepare()
        statuses = [world.operate()]
        violations = [*at_the_end(world, statuses[0]), *after_deployment(world)]
        if plan.late == "after the deployment":
            world.function.redeliver_killed()
            violations += after_deployment(world)
        if world.continue_rollback() not in statuses:
            statuses.append(world.stack.status)
            violations += after_deployment(world)
        statuses.append(world.delete())
        if plan.late == "after the stack":
            world.function.redeliver_killed()
        violations += after_stack(world)
        return Run(
            plan,
            tuple(world.doors.passages),
            tuple(world.doors.struck),
            tuple(dict.fromkeys(statuses)),
            bool(world.stack.abandoned),
            tuple(dict.fromkeys(violations)),
        )
