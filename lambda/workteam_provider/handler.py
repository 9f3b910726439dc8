"""The function's entry: wiring only."""

from __future__ import annotations

import contextlib
import functools
import os
from typing import TYPE_CHECKING, Any, Protocol, cast

import boto3
from botocore.config import Config

from workteam_provider.contract import RESPONSE_URL_HOSTS
from workteam_provider.deadline import Deadline
from workteam_provider.errors import InvalidEventError, UnanswerableError
from workteam_provider.events import parse_event
from workteam_provider.lifecycle import FailureId, Lifecycle
from workteam_provider.log import decided, silence_libraries
from workteam_provider.ownership import Owner
from workteam_provider.redaction import hide
from workteam_provider.resource import WorkteamResource
from workteam_provider.response import Reply
from workteam_provider.response_url import require_deliverable
from workteam_provider.workteams import Workteams, attributes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

    from workteam_provider.events import Event
    from workteam_provider.workteams import SageMakerClient

_CONFIG = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 12},
    parameter_validation=True,
)


class Context(Protocol):
    """The part of Lambda's context object that is used."""

    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda stops the function."""


@functools.cache
def sagemaker() -> BaseClient:
    """Make the client once in a process."""
    return boto3.client("sagemaker", config=_CONFIG)


silence_libraries()
if "AWS_REGION" in os.environ:
    sagemaker()


def handler(raw: dict[str, Any], context: Context) -> None:
    """Handle one event of ``Custom::SageMakerWorkteam`` and answer it.

    Raises
    ------
    UnanswerableError
        The event has no answer: it lacks its ids, or its URL is not CloudFormation's, or nobody took the answer.
    """
    try:
        event = parse_event(raw)
        require_deliverable(
            event.response_url, os.environ.get("AWS_REGION", ""), os.environ.get(RESPONSE_URL_HOSTS, "")
        )
    except UnanswerableError as error:
        decided("refused the event", errorType=type(error).__name__)
        raise
    deadline = Deadline(context.get_remaining_time_in_millis() / 1000)
    failure_id = FailureId(event)
    resource = WorkteamResource(Reply(event, context.aws_request_id, deadline.end_of_function), deadline, failure_id)
    _register(resource, event, deadline, failure_id)
    resource(raw, context)


def _register(resource: WorkteamResource, event: Event, deadline: Deadline, failure_id: FailureId) -> None:
    @resource.create
    def create(_event: object, _context: object) -> str:
        with _lifecycle(event, deadline, failure_id) as lifecycle:
            team = lifecycle.create(event)
        resource.Data = attributes(team)
        return team.arn

    @resource.update
    def update(_event: object, _context: object) -> str:
        if event.physical_resource_id is None:
            raise InvalidEventError("`PhysicalResourceId`: expected the id of a team, received nothing")
        with _lifecycle(event, deadline, failure_id) as lifecycle:
            team = lifecycle.update(event)
        resource.Data = attributes(team)
        return team.arn

    @resource.delete
    def delete(_event: object, _context: object) -> str:
        with _lifecycle(event, deadline, failure_id) as lifecycle:
            lifecycle.delete(event)
        return failure_id.value


@contextlib.contextmanager
def _lifecycle(event: Event, deadline: Deadline, failure_id: FailureId) -> Iterator[Lifecycle]:
    """Set up what one event needs; the SDK's own retries stop at the event's deadline too."""

    def hide_values(text: str) -> str:
        return hide(text, event.properties, event.old_properties)

    def stop_late_retries(**_: object) -> None:
        deadline.require_open()

    deadline.require_time_to_work()
    owner = Owner.of(event.stack_id, event.logical_resource_id)
    client = sagemaker()
    client.meta.events.register("request-created.sagemaker", stop_late_retries)
    try:
        workteams = Workteams(cast("SageMakerClient", client), deadline, hide_values)
        yield Lifecycle(owner, workteams, deadline, failure_id)
    finally:
        client.meta.events.unregister("request-created.sagemaker", stop_late_retries)
