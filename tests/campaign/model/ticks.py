"""What a schedule hands over to the watch, and what a tick of it may find and do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from campaign.model import wanted as w
from campaign.world.account import meaning
from campaign.world.doors import Doors
from campaign.world.function import TICK as OF_A_TICK
from support.account import ACCOUNT, MUTATIONS, REGION
from workteam_provider.contract import HEAL, RESOURCE_TYPE, SCHEDULE, TICK, TICK_VERSION
from workteam_provider.watch.team import GONE, UNPROVED

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.world.process import Scope
    from local.sagemaker.state import Workteam
    from support.cloudformation import Resource

SETTLED: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"})
_PROPERTIES: Final = {
    "members": "MemberDefinitions",
    "description": "Description",
    "topic": "NotificationConfiguration",
    "access": "WorkerAccessConfiguration",
}

Tick = dict[str, Any]


class WatchedDoors(Doors):
    """Show every call with which a tick would change something, before it reaches the service."""

    def __init__(self, look: Callable[[Scope, str, dict[str, Any]], None]) -> None:
        super().__init__()
        self._look: Final = look

    def through(self, scope: Scope, label: str, request: dict[str, Any], effect: Callable[[], Any]) -> Any:
        """Let a call or an answer out."""
        if scope.request_type == OF_A_TICK and label in MUTATIONS:
            self._look(scope, label, request)
        return super().through(scope, label, request, effect)


def schedule_name(stack_id: str, logical_id: str) -> str:
    """The group and the name of a resource's schedule."""
    return f"{stack_id.rpartition('/')[2]}/{logical_id}"


def tick_of(stack_id: str, logical_id: str, resource: Resource) -> Tick:
    """What the schedule of a resource hands over, by the stack's template, but for whether to heal."""
    name = schedule_name(stack_id, logical_id)
    return {
        TICK: TICK_VERSION,
        "ResourceType": RESOURCE_TYPE,
        "StackId": stack_id,
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceProperties": dict(resource.properties),
        SCHEDULE: f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{name}",
    }


def is_proved(tick: Tick, team: Workteam) -> bool:
    """Whether a team is the resource's own, by its ARN and its tags."""
    owner = (tick["StackId"], tick["LogicalResourceId"])
    return (
        team.arn == tick["PhysicalResourceId"]
        and tuple(team.tags.get(key) for key in w.OWNER_KEYS) == owner
        and w.names_itself(team)
    )


def drift(tick: Tick, team: Workteam | None) -> set[str]:
    """Name what of a team is not as the template has it."""
    if team is None:
        return {GONE}
    wanted = tick["ResourceProperties"]
    is_so, should_be = meaning(team.settings), meaning(wanted)
    names = {name for key, name in _PROPERTIES.items() if is_so[key] != should_be[key]}
    if not is_proved(tick, team):
        names.add(UNPROVED)
    if wanted.get("WorkforceName", team.workforce.name) != team.workforce.name:
        names.add("WorkforceName")
    return names if w.tags_of(wanted).items() <= team.tags.items() else {*names, "Tags"}


def forbidden(tick: Tick, team: Workteam | None, operation: str, request: dict[str, Any]) -> str:
    """Say why a tick may never make a call, whatever the stack's state; empty where it may."""
    if tick[HEAL] != "true":
        return "it was not asked to heal"
    if operation not in {"UpdateWorkteam", "AddTags"}:
        return "a tick creates, deletes and takes away nothing"
    if team is None or not is_proved(tick, team):
        return f"the team is not proved ours: {team}"
    if not {tag["Key"] for tag in request.get("Tags", [])} <= w.tags_of(tick["ResourceProperties"]).keys():
        return "the template has no such tags"
    return ""
