"""What must be true whenever a deployment has ended, whatever went wrong on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from campaign.crash.operations import TEAM
from campaign.world.account import meaning
from support.answers import read_answer
from workteam_provider.contract import OWNER_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from campaign.crash.scene import Scene
    from campaign.world.account import TeamImage

Invariant: TypeAlias = Literal[
    "stranger touched",
    "orphan",
    "two teams",
    "no answer",
    "out of order",
    "two answers",
    "untrue id",
    "wrong state",
    "adopted team deleted",
    "adopted team claimed",
    "stack stuck",
    "wrong end",
]

_SETTLED: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"})
_GONE: Final = frozenset({"ROLLBACK_COMPLETE", "DELETE_COMPLETE"})


class Violation(NamedTuple):
    """An invariant that does not hold, and what was seen."""

    invariant: Invariant
    seen: str


def after_deployment(scene: Scene) -> Iterator[Violation]:
    """Yield what is wrong once a deployment or its rollback has ended."""
    ours, status = scene.ours(), scene.stack.status
    yield from _always(scene)
    if len(ours) > 1 and status in _SETTLED | _GONE:
        yield Violation("two teams", f"{status}: {sorted(ours)}")
    if status in _GONE and ours:
        yield Violation("orphan", f"{status}: {sorted(ours)}")
    if status in _SETTLED:
        yield from _physical_id(scene, ours)


def at_the_end(scene: Scene, status: str) -> Iterator[Violation]:
    """Yield whether a deployment that was killed and delivered again ends otherwise than one that was not.

    What is refused undisturbed may succeed the second time.
    """
    plan, operation = scene.plan, scene.operation
    delivered = not plan.late and plan.meeting is None and len(plan.strikes) <= plan.retries
    rides_out = plan.hindrance is None or plan.hindrance.lifted == "in time"
    if delivered and rides_out and status != operation.ends and not (plan.strikes and operation.refused):
        yield Violation("wrong end", f"{status}, not {operation.ends}")


def after_stack(scene: Scene) -> Iterator[Violation]:
    """Yield what is wrong once the stack is deleted."""
    ours = scene.ours()
    yield from _always(scene)
    if scene.stack.status != "DELETE_COMPLETE":
        yield Violation("stack stuck", scene.stack.status)
    if ours:
        yield Violation("orphan", ", ".join(sorted(ours)))
    if scene.adopted is not None:
        yield from _adopted(scene, scene.adopted)
    elif others := scene.account.teams().keys() - scene.strangers.names() - ours.keys():
        yield Violation("orphan", f"without tags: {sorted(others)}")


def _always(scene: Scene) -> Iterator[Violation]:
    yield from _agreement(scene)
    if touched := scene.strangers.touched():
        yield Violation("stranger touched", ", ".join(touched))
    for exchange, invocation in zip(scene.stack.history, scene.function.invocations, strict=True):
        ends = [finished.ending for finished in invocation.finished]
        if "raised" in ends or (exchange.answer is None and "returned" in ends):
            yield Violation("no answer", f"to {exchange.event['RequestType']}: {ends}")
        for finished in invocation.finished:
            try:
                finished.require_order()
            except AssertionError as error:
                yield Violation("out of order", str(error))


def _agreement(scene: Scene) -> Iterator[Violation]:
    """Yield events that succeeded and came again, with another answer.

    One that failed may succeed when it comes again, and one may fail that is hindered then: CloudFormation has acted on
    the first answer, and takes no other.
    """
    hindrance = scene.plan.hindrance
    if hindrance is not None and hindrance.lifted != "in time":
        return
    for exchange in scene.stack.history:
        bodies = scene.function.bucket.stored(exchange.event["ResponseURL"])
        if len(bodies) > 1:
            first, *more = [read_answer(body, exchange.event) for body in bodies]
            if first.succeeded and not all(answer.agrees_with(first) for answer in more):
                yield Violation("two answers", f"to {exchange.event['RequestType']}: {first}, {more}")


def _physical_id(scene: Scene, ours: dict[str, TeamImage]) -> Iterator[Violation]:
    resource, status = scene.stack.resources[TEAM], scene.stack.status
    held = [image for image in ours.values() if image.arn == resource.physical_id]
    if not held:
        yield Violation("untrue id", f"{status}: {resource.physical_id}, ours are {sorted(ours)}")
    elif wrong := _differences(held[0], resource.properties, scene):
        yield Violation("wrong state", f"{status}: {wrong}")


def _differences(image: TeamImage, properties: Mapping[str, Any], scene: Scene) -> list[str]:
    seen = meaning(image.settings)
    wrong = [key for key, value in meaning(properties).items() if seen[key] != value]
    own = {key: value for key, value in image.tags.items() if key not in OWNER_TAGS}
    wanted = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    kept = {"theirs": "1"} if scene.adopted is not None and properties.get("AdoptExisting") else {}
    return wrong + ([] if own == {**kept, **wanted} else [f"tags {own}"])


def _adopted(scene: Scene, adopted: TeamImage) -> Iterator[Violation]:
    answers = [exchange.answer for exchange in scene.stack.history if exchange.event["RequestType"] != "Delete"]
    if any(answer is not None and answer.succeeded and answer.physical_id == adopted.arn for answer in answers):
        return
    name = adopted.arn.rpartition("/")[2]
    there = scene.account.image().get(name)
    if there is None:
        yield Violation("adopted team deleted", "although the stack never had it")
    elif name not in scene.strangers.names() and (left := there.tags.keys() & {*OWNER_TAGS}):
        yield Violation("adopted team claimed", f"still, by {sorted(left)}")
