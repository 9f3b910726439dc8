"""Which SageMaker calls each operation makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bench.process import Process
from bench.world import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.functions import Function
    from bench.world import World

OPERATIONS: Final = ("create", "update in place", "update of tags", "no change", "delete")
_CHANGED: Final = {**PROPERTIES, "Description": "Draws boxes"}
_RETAGGED: Final = {**_CHANGED, "Tags": [{"Key": "project", "Value": "rails"}]}


def calls(function: Function, world: World) -> dict[str, list[str]]:
    """Take a team through its life and return the calls of each operation, in order."""
    world.control.reset()
    with Process(function, world) as process:

        def made_by(event: dict[str, Any]) -> list[str]:
            world.control.clear_calls()
            process.handle(event)
            world.answer()
            return [call.operation for call in world.control.calls()]

        made = {"create": made_by(world.event("Create"))}
        arn = world.answer()["PhysicalResourceId"]

        def update(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
            return made_by(world.event("Update", new, physical_id=arn, old_properties=old))

        made["update in place"] = update(PROPERTIES, _CHANGED)
        made["update of tags"] = update(_CHANGED, _RETAGGED)
        made["no change"] = update(_RETAGGED, _RETAGGED)
        made["delete"] = made_by(world.event("Delete", _RETAGGED, physical_id=arn))
    return made
