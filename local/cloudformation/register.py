"""How the resource types get into ministack, in whose process this runs."""

from __future__ import annotations

import importlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from local.clients import make_client
from local.cloudformation.cognito import NotPossibleError, UserPoolUser, UserPoolUserToGroupAttachment
from local.cloudformation.sagemaker import Workforce, Workteam

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from local.cloudformation.handlers import Made, Properties, ResourceType


def register(ministack: Ministack, types: Sequence[ResourceType]) -> None:
    """Put resource types into ministack's CloudFormation.

    Their handlers run on threads of their own, since what they call calls ministack. One that is deleted before it is
    replaced is made again, under its old name, when its stack is rolled back.
    """
    blocking = {kind.name for kind in types}
    deleted_first = {kind.name for kind in types if kind.deletes_first}
    stacks, table = ministack.stacks, ministack.provisioners._RESOURCE_HANDLERS
    for kind in types:
        table[kind.name] = {"create": kind.create, "update": _update(kind), "delete": kind.delete}
        if not kind.deletes_first:
            ministack.provisioners._REPLACING_PROPERTIES[kind.name] = kind.create_only
    runs_on_thread, sends_back = stacks._runs_on_worker_thread, stacks._sends_back_failed_update
    stacks._runs_on_worker_thread = lambda name: name in blocking or runs_on_thread(name)
    stacks._sends_back_failed_update = lambda name: name in deleted_first or sends_back(name)
    stacks._roll_back_operation = _restoring(stacks, deleted_first)


def own_types(ministack: Ministack, sagemaker_url: str) -> list[ResourceType]:
    """Return the types that ministack lacks."""

    @lru_cache
    def client_of(account: str, region: str) -> Any:
        return make_client("sagemaker", sagemaker_url, account, region)

    def client() -> Any:
        return client_of(*ministack.caller())

    return [
        Workforce(client),
        Workteam(client, ministack.generated_name),
        UserPoolUser(ministack.call_cognito),
        UserPoolUserToGroupAttachment(ministack.call_cognito),
    ]


class Ministack:
    """The parts of ministack that resource types need."""

    def __init__(self) -> None:
        self.cognito: Any = importlib.import_module("ministack.services.cognito")
        self.eventbridge: Any = importlib.import_module("ministack.services.eventbridge")
        self.provisioners: Any = importlib.import_module("ministack.services.cloudformation.provisioners")
        self.stacks: Any = importlib.import_module("ministack.services.cloudformation.stacks")
        self._responses: Any = importlib.import_module("ministack.core.responses")

    def caller(self) -> tuple[str, str]:
        """Return the account and the Region of the stack that is being deployed."""
        return self._responses.get_account_id(), self._responses.get_region()

    def generated_name(self, stack: str, logical_id: str) -> str:
        """Return a name for a resource that has none in its template."""
        name: str = self.provisioners._physical_name(stack, logical_id, max_len=63)
        return name

    def call_cognito(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Call an operation of Cognito's.

        Raises
        ------
        NotPossibleError
            It is refused.
        """
        snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)
        status, _, body = getattr(self.cognito, snake)(request)
        answer: dict[str, Any] = json.loads(body)
        if status != 200:
            raise NotPossibleError(answer["__type"], answer["message"])
        return answer


def _update(kind: ResourceType) -> Callable[..., Made]:
    def update(physical_id: str, before: Properties, after: Properties, _stack: str) -> Made:
        return kind.update(physical_id, before, after)

    return update


def _restoring(stacks: Any, deleted_first: set[str]) -> Callable[..., Any]:
    """Return ministack's rollback with what it leaves out, for types that are deleted before they are replaced.

    It deletes a replacement and takes the resource before it for still there. So what was replaced is sent back first.
    """
    roll_back = stacks._roll_back_operation

    async def restore(
        stack_name: str, stack_id: str, stack: dict[str, Any], operation: dict[str, Any], *others: Any
    ) -> None:
        before = (operation.get("previous_stack") or {}).get("_resources", {})
        for logical_id in operation.get("created", []):
            now, old = stack["_resources"][logical_id], before.get(logical_id)
            kind = now["ResourceType"]
            if old is None or kind not in deleted_first or old["PhysicalResourceId"] == now["PhysicalResourceId"]:
                continue
            await stacks._revert_update(
                *(stack_id, stack_name, logical_id, kind, now["PhysicalResourceId"]),
                *(now["Properties"], old["Properties"], now["Attributes"], old),
            )
            now.update({name: old[name] for name in ("PhysicalResourceId", "Properties", "Attributes")})
            operation["replaced_ids"] = [one for one in operation.get("replaced_ids", []) if one != logical_id]
        await roll_back(stack_name, stack_id, stack, operation, *others)

    return restore
