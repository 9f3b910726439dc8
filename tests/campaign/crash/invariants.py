"""What must be true whenever a deployment has ended, whatever was killed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from campaign.crash.operations import TEAM
from campaign.crash.world import OWNER_TAGS
from local.sagemaker.rules import access_constraints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from campaign.crash.service import Shown
    from campaign.crash.world import World

Invariant: TypeAlias = Literal[
    "stranger touched",
    "orphan",
    "two teams",
    "no answer",
    "untrue id",
    "wrong state",
    "adopted team deleted",
    "adopted team claimed",
    "stack stuck",
    "wrong end",
]

_SETTLED: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"})
_GONE: Final = frozenset({"ROLLBACK_COMPLETE", "DELETE_COMPLETE"})
_SETTINGS: Final = ("MemberDefinitions", "Description", "NotificationConfiguration")


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold, and what was seen."""

    invariant: Invariant
    seen: str


def after_deployment(world: World) -> Iterator[Violation]:
    """Yield what is wrong once a deployment or its rollback has ended."""
    teams = world.console.everything()
    ours = world.ours(teams)
    yield from _strangers(world, teams)
    yield from _answers(world)
    if len(ours) > 1 and world.stack.status in _SETTLED | _GONE:
        yield Violation("two teams", f"{world.stack.status}: {sorted(ours)}")
    if world.stack.status in _GONE and ours:
        yield Violation("orphan", f"{world.stack.status}: {sorted(ours)}")
    if world.stack.status in _SETTLED:
        yield from _physical_id(world, ours)


def at_the_end(world: World, status: str) -> Iterator[Violation]:
    """Yield whether a deployment that was killed and delivered again ends otherwise than one that was not.

    What is refused undisturbed may succeed the second time.
    """
    plan, operation = world.plan, world.operation
    delivered = not plan.late and len(plan.kills) <= plan.retries
    if delivered and status != operation.ends and not (plan.kills and operation.refused):
        yield Violation("wrong end", f"{status}, not {operation.ends}")


def after_stack(world: World) -> Iterator[Violation]:
    """Yield what is wrong once the stack is deleted."""
    teams = world.console.everything()
    ours = world.ours(teams)
    yield from _strangers(world, teams)
    yield from _answers(world)
    if world.stack.status != "DELETE_COMPLETE":
        yield Violation("stack stuck", world.stack.status)
    if ours:
        yield Violation("orphan", ", ".join(sorted(ours)))
    if world.adopted is not None:
        yield from _adopted(world, world.adopted, teams)
    elif others := teams.keys() - world.strangers.names() - ours.keys():
        yield Violation("orphan", f"without tags: {sorted(others)}")


def _strangers(world: World, teams: Mapping[str, Shown]) -> Iterator[Violation]:
    if touched := world.strangers.touched(teams):
        yield Violation("stranger touched", ", ".join(touched))


def _answers(world: World) -> Iterator[Violation]:
    for exchange, delivery in zip(world.stack.history, world.function.deliveries, strict=True):
        if "raised" in delivery.ends or (exchange.answer is None and "returned" in delivery.ends):
            yield Violation("no answer", f"to {exchange.event['RequestType']}: {delivery.ends}")


def _physical_id(world: World, ours: dict[str, Shown]) -> Iterator[Violation]:
    resource = world.stack.resources[TEAM]
    held = [name for name, (shown, _) in ours.items() if shown["WorkteamArn"] == resource.physical_id]
    if not held:
        yield Violation("untrue id", f"{world.stack.status}: {resource.physical_id}, ours are {sorted(ours)}")
        return
    if wrong := _differences(ours[held[0]], dict(resource.properties), world):
        yield Violation("wrong state", f"{world.stack.status}: {wrong}")


def _differences(shown: Shown, properties: dict[str, Any], world: World) -> list[str]:
    settings, tags = shown
    wrong = [key for key in _SETTINGS if settings.get(key) != properties.get(key)]
    if access_constraints(settings).get("SourceIp") != access_constraints(properties).get("SourceIp"):
        wrong.append("WorkerAccessConfiguration")
    own = {key: value for key, value in tags.items() if key not in OWNER_TAGS}
    wanted = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    kept = world.adopted[1] if world.adopted is not None and properties.get("AdoptExisting") else {}
    return wrong + ([] if own == {**kept, **wanted} else [f"tags {own}"])


def _adopted(world: World, adopted: Shown, teams: Mapping[str, Shown]) -> Iterator[Violation]:
    if _was_adopted(world, adopted[0]["WorkteamArn"]):
        return
    there = teams.get(adopted[0]["WorkteamName"])
    if there is None:
        yield Violation("adopted team deleted", "although the stack never had it")
    elif left := [key for key in there[1] if key in OWNER_TAGS]:
        yield Violation("adopted team claimed", f"still, by {left}")


def _was_adopted(world: World, arn: str) -> bool:
    answers = [exchange.answer for exchange in world.stack.history if exchange.event["RequestType"] != "Delete"]
    return any(answer is not None and answer.succeeded and answer.physical_id == arn for answer in answers)
