"""Every crash point of an operation: recorded, then killed at in every way."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, Protocol, TypeAlias, TypeVar

from campaign.crash.invariants import after_deployment, after_stack, at_the_end
from campaign.crash.operations import operations
from campaign.crash.plans import LAG_SECONDS, MOMENTS, Plan, hindered, kills, meetings, second_kills
from campaign.crash.scene import Scene
from campaign.world.doors import ANSWER
from campaign.world.process import lambda_environment
from campaign.world.stack import cloudformation_in

if TYPE_CHECKING:
    from campaign.crash.invariants import Invariant, Violation
    from campaign.crash.operations import Operation
    from campaign.world.doors import Passage

Exemption: TypeAlias = Literal["late", "abandoned", "given up"]

_LEFT_OVER: Final[frozenset[Invariant]] = frozenset({"orphan", "two teams", "adopted team claimed"})
EXCUSED: Final[dict[Exemption, frozenset[Invariant]]] = {
    "late": _LEFT_OVER | {"wrong state", "two answers"},
    "abandoned": _LEFT_OVER,
    "given up": _LEFT_OVER,
}
"""What may be left where an event comes late, a clean-up's Delete died every time, or a rollback was given up."""


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
        strikes = ", then ".join(
            f"{strike.moment} {passage}" for strike, passage in zip(self.plan.strikes, self.struck, strict=False)
        )
        return f"struck {strikes or 'nowhere'} ({self.plan}): {' > '.join(self.statuses)}"


class Played(Protocol):
    """What a page tells of a run, of whatever kind of resource."""

    @property
    def plan(self) -> Plan:
        """What went wrong in it."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Its calls and answers."""

    @property
    def violations(self) -> tuple[Any, ...]:
        """The invariants that did not hold."""

    @property
    def unexcused(self) -> list[Any]:
        """Those that nothing excuses."""


R = TypeVar("R", bound=Played)


@dataclass(slots=True)
class Campaign(Generic[R]):
    """What became of every run of one operation."""

    operation: str
    recorded: R
    runs: list[R] = field(default_factory=list)
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
        return len(self.recorded.passages) * len(MOMENTS)


def campaign(operation: Operation, *, thorough: bool = True, pairs: bool = False) -> Campaign[Run]:
    """Record an operation and run every plan of every point; with ``pairs`` every second kill after each first too."""
    started = time.perf_counter()
    recorded = play(operation, Plan())
    result = Campaign(operation.name, recorded, [recorded])

    def run(plan: Plan) -> Run:
        result.runs.append(play(operation, plan))
        assert result.runs[-1].struck, f"{plan} was not reached"
        return result.runs[-1]

    for plan in kills(recorded.passages, thorough=thorough):
        done = run(plan)
        if thorough and "UPDATE_ROLLBACK_FAILED" in done.statuses:
            run(replace(plan, gives_up=True))
        if len(plan.strikes) == 1 and not plan.late:
            after = done.passages[plan.strikes[0].nth :]
            if plan.retries:
                for hindrance in hindered(plan, done.struck[0], after):
                    run(hindrance)
            if pairs:
                for second in second_kills(plan, after):
                    run(second)
    for plan in meetings(recorded.passages, adopting=bool((operation.wanted or {}).get("AdoptExisting"))):
        run(plan)
    lagging = play(operation, Plan(lag=LAG_SECONDS))
    result.runs.append(lagging)
    for plan in kills(lagging.passages, thorough=thorough, lag=LAG_SECONDS):
        run(plan)
    result.seconds = time.perf_counter() - started
    return result


def campaign_of(index: int, *, pairs: bool) -> Campaign[Run]:
    """Play the operation of that number at every point, as a process of its own does."""
    with lambda_environment(silent=True):
        return campaign(list(operations())[index], pairs=pairs)


def play(operation: Operation, plan: Plan) -> Run:
    """Play an operation by a plan, and the end of its stack, and look at everything after each step."""
    scene = Scene(operation, plan)
    with cloudformation_in(scene.world):
        scene.prepare()
        statuses = [scene.operate()]
        violations = [*at_the_end(scene, statuses[0]), *after_deployment(scene)]
        if plan.late == "after the deployment":
            scene.redeliver_killed()
            violations += after_deployment(scene)
        if scene.continue_rollback() not in statuses:
            statuses.append(scene.stack.status)
            violations += after_deployment(scene)
        statuses.append(scene.delete())
        if plan.late == "after the stack":
            scene.redeliver_killed()
        violations += after_stack(scene)
    return Run(
        plan,
        tuple(scene.doors.passages),
        tuple(scene.doors.struck),
        tuple(dict.fromkeys(statuses)),
        bool(scene.stack.abandoned) and scene.clean_up_was_prevented,
        tuple(dict.fromkeys(violations)),
    )
