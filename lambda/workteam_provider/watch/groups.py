"""The user pool groups of a team: a team keeps referring to a group after it is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workteam_provider.protocol.service import Service
from workteam_provider.sign_in.cognito import cognito

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workteam_provider.protocol.attempt import Attempt


def missing_groups(attempt: Attempt, members: Sequence[dict[str, Any]]) -> set[str]:
    """Return the names of groups that don't exist in the members' user pool; OIDC groups can't be checked.

    Raises
    ------
    ServiceError
        The groups can't be listed.
    """
    wanted = [member["CognitoMemberDefinition"] for member in members if "CognitoMemberDefinition" in member]
    if not wanted:
        return set()
    pages = Service(cognito(), attempt.deadline).pages("list_groups", {"UserPoolId": wanted[0]["UserPool"]})
    there = {group["GroupName"] for page in pages for group in page.get("Groups") or []}
    return {member["UserGroup"] for member in wanted} - there
