"""From an event to its answer: wiring only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol, cast

from workteam_provider.client import make_ahead, sagemaker
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
    from workteam_provider.events import Event
    from workteam_provider.workteams import SageMakerClient


class Context(Protocol):
    """The part of Lambda's context object that is used."""

    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda stops the function."""


silence_libraries()
make_ahead()


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
    def lifecycle() -> Lifecycle:
        deadline.require_time_to_work()
        deadline.govern()
        owner = Owner.of(event.stack_id, event.logical_resource_id)
        workteams = Workteams(cast("SageMakerClient", sagemaker()), deadline, hide_values)
        return Lifecycle(owner, workteams, deadline, failure_id)

    def hide_values(text: str) -> str:
        return hide(text, event.properties, event.old_properties)

    @resource.create
    def create(_event: object, _context: object) -> str:
        team = lifecycle().create(event)
        resource.Data = attributes(team)
        return team.arn

    @resource.update
    def update(_event: object, _context: object) -> str:
        if event.physical_resource_id is None:
            raise InvalidEventError("`PhysicalResourceId`: expected the id of a team, received nothing")
        team = lifecycle().update(event)
        resource.Data = attributes(team)
        return team.arn

    @resource.delete
    def delete(_event: object, _context: object) -> str:
        lifecycle().delete(event)
        return failure_id.value
