"""Stacks, as CloudFormation tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.clients import Clients


class Stack:
    """One stack, looked at through boto3."""

    def __init__(self, cloud: Clients, name: str) -> None:
        self.name = name
        self._client = cloud.client("cloudformation")

    def status(self) -> str | None:
        """Return its status, such as ``UPDATE_COMPLETE``; None if there is no such stack."""
        described = self._described()
        return None if described is None else str(described["StackStatus"])

    def outputs(self) -> dict[str, str]:
        """Return its outputs by key."""
        described = self._described() or {}
        return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}

    def events(self) -> list[dict[str, Any]]:
        """Return its events, the latest first."""
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=self.name)
        return [event for page in pages for event in page["StackEvents"]]

    def failures(self, resource_type: str) -> list[str]:
        """Return the reasons that its events give for failed resources of a type, the latest first."""
        return [
            event["ResourceStatusReason"]
            for event in self.events()
            if event["ResourceType"] == resource_type and event["ResourceStatus"].endswith("_FAILED")
        ]

    def delete(self, wait: int = 60, retain: Sequence[str] = ()) -> None:
        """Delete it and wait so many seconds until it is gone; nothing if there is no such stack.

        Resources that could not be deleted before may be retained, by their logical ids.

        Raises
        ------
        WaiterError
            If it can't be deleted.
        """
        self._client.delete_stack(StackName=self.name, **({"RetainResources": list(retain)} if retain else {}))
        self._client.get_waiter("stack_delete_complete").wait(
            StackName=self.name, WaiterConfig={"Delay": 1, "MaxAttempts": wait}
        )

    def _described(self) -> dict[str, Any] | None:
        try:
            (stack,) = self._client.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return None if stack["StackStatus"] == "DELETE_COMPLETE" else dict(stack)
