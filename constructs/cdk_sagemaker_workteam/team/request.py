"""From the construct's props to the members of the CreateWorkteam request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .members import WorkteamMember
from .notifications import TopicLike, topic_arn
from .worker_access import WorkerAccess

if TYPE_CHECKING:
    from collections.abc import Sequence


def create_request(
    *,
    description: str,
    members: Sequence[WorkteamMember],
    workteam_name: str | None,
    workforce_name: str | None,
    notification_topic: TopicLike | None,
    worker_access: WorkerAccess | None,
    adopt_existing: bool,
) -> dict[str, object]:
    """Return the property set of the custom resource, tags aside; what is not set is absent.

    Values of a wrong type come out as they are, for the check to name them.
    """
    properties = {
        "WorkteamName": workteam_name,
        "WorkforceName": workforce_name,
        "NotificationConfiguration": _notification(notification_topic),
        "WorkerAccessConfiguration": _access(worker_access),
        "AdoptExisting": _adoption(adopt_existing),
    }
    return {
        "Description": description,
        "MemberDefinitions": _definitions(members),
        **{name: value for name, value in properties.items() if value is not None},
    }


def _definitions(members: object) -> object:
    if not isinstance(members, list):
        return members
    return [member.definition if isinstance(member, WorkteamMember) else member for member in members]


def _notification(topic: object) -> object:
    return None if topic is None else {"NotificationTopicArn": topic_arn(topic)}


def _access(access: object) -> object:
    return access.to_api() if isinstance(access, WorkerAccess) else access


def _adoption(adopt: object) -> object:
    if adopt is False:
        return None
    return "true" if adopt is True else adopt
