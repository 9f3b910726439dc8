"""Every crash point of a sign-in's deployment: recorded, then struck at in every way."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from campaign.crash.campaign import Campaign
from campaign.crash.plans import LAG_SECONDS, Hindrance, Meeting, Plan, kills, second_kills
from campaign.sign_in.invariants import after_deployment, after_stack, at_the_end
from campaign.sign_in.operations import operations
from campaign.sign_in.scene import Scene
from campaign.world.doors import Strike
from campaign.world.process import lambda_environment
from campaign.world.stack import cloudformation_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.sign_in.invariants import Invariant, Violation
    from campaign.sign_in.operations import Operation
    from campaign.world.doors import Passage

WRITE: Final = "UpdateUserPoolClient"
LEFT_OVER: Final[frozenset[Invariant]] = frozenset({"left over"})
HINDRANCES: Final = (
    Hindrance("deny", WRITE, "in time", 20.0),
    Hindrance("deny", WRITE, "a Delete"),
    Hindrance("deny", "*", "in time", 20.0),
    Hindrance("deny", "*", "a Delete"),
    Hindrance("throttle", "*", "in time", 20.0),
    Hindrance("deny", "DescribeUserPoolClient", "the next event"),
)
MEETINGS: Final = (Meeting("error", tagged=False), Meeting("drop", tagged=False))


@dataclass(frozen=True, slots=True)
class Run:
    """What one plan led to."""

    plan: Plan
    passages: tuple[Passage, ...]
    struck: tuple[Passage, ...]
    statuses: tuple[str, ...]
    left_over_excused: bool
    violations: tuple[Violation, ...]

    @property
    def unexcused(self) -> list[Violation]:
        """The violations that nothing excuses."""
        excused = LEFT_OVER if self.left_over_excused else frozenset()
        return [violation for violation in self.violations if violation.invariant not in excused]

    def __str__(self) -> str:
        strikes = ", then ".join(
            f"{strike.moment} {passage}" for strike, passage in zip(self.plan.strikes, self.struck, strict=False)
        )
        return f"struck {strikes or 'nowhere'} ({self.plan}): {' > '.join(self.statuses)}"


def campaign(operation: Operation, *, thorough: bool = True, pairs: bool = False) -> Campaign[Run]:
    """Record an operation and play every plan of every point; with ``pairs`` every second kill after each first too."""
    started = time.perf_counter()
    recorded = play(operation, Plan())
    result = Campaign(operation.name, recorded, [recorded])
    for plan in _plans(operation, recorded, thorough=thorough, pairs=pairs):
        result.runs.append(_played(operation, plan))
    result.seconds = time.perf_counter() - started
    return result


def campaign_of(index: int, *, pairs: bool) -> Campaign[Run]:
    """Play the operation of that number at every point, as a process of its own does."""
    with lambda_environment(silent=True):
        return campaign(list(operations())[index], pairs=pairs)


def _plans(operation: Operation, recorded: Run, *, thorough: bool, pairs: bool) -> Iterator[Plan]:
    for plan in kills(recorded.passages, thorough=thorough):
        yield plan
        if len(plan.strikes) == 1 and not plan.late and plan.retries:
            again = {passage.label for passage in recorded.passages}
            for hindrance in HINDRANCES:
                if hindrance.operation == "*" or hindrance.operation in again:
                    yield replace(plan, hindrance=hindrance)
            if pairs:
                after = play(operation, plan).passages[plan.strikes[0].nth :]
                yield from second_kills(plan, after)
    for number, passage in enumerate(recorded.passages, 1):
        if passage.label == WRITE:
            for meeting in MEETINGS:
                yield Plan((Strike(number, "after"),), meeting=meeting)
    lagging = play(operation, Plan(lag=LAG_SECONDS))
    yield Plan(lag=LAG_SECONDS)
    yield from kills(lagging.passages, thorough=thorough, lag=LAG_SECONDS)


def _played(operation: Operation, plan: Plan) -> Run:
    run = play(operation, plan)
    assert run.struck or not plan.strikes, f"{plan} was not reached"
    return run


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
        scene.continue_rollback()
        if scene.stack.status not in statuses:
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
        may_leave_addresses(scene),
        tuple(dict.fromkeys(violations)),
    )


def may_leave_addresses(scene: Scene) -> bool:
    """Whether a Create or Update was never answered with success, an event came late, or a Delete could not work.

    What an id does not name is left alone: a later Create may need it.
    """
    plan = scene.plan
    hindered = plan.hindrance is not None and plan.hindrance.lifted != "in time"
    if plan.late or hindered:
        return True
    return any(
        {finished.ending for finished in invocation.finished} == {"killed"}
        if exchange.event["RequestType"] == "Delete"
        else exchange.answer is None or not exchange.answer.succeeded
        for exchange, invocation in zip(scene.stack.history, scene.function.invocations, strict=True)
    )
