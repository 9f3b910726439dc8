"""Checks at synth: the shared table of limits, reported in the construct's own prop names."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Token

from ._contract import Problem, problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROP_NAMES: Final[Mapping[object, str | None]] = {
    "WorkteamName": "workteam_name",
    "WorkforceName": "workforce_name",
    "Description": "description",
    "AdoptExisting": "adopt_existing",
    "NotificationConfiguration": "notification_topic",
    "NotificationTopicArn": None,
    "WorkerAccessConfiguration": "worker_access",
    "S3Presign": None,
    "IamPolicyConstraints": None,
    "SourceIp": "source_ip",
    "VpcSourceIp": "vpc_source_ip",
    "MemberDefinitions": "members",
    "CognitoMemberDefinition": None,
    "OidcMemberDefinition": None,
    "UserPool": "user_pool",
    "ClientId": "user_pool_client",
    "UserGroup": "group",
    "Groups": "groups",
    "Tags": "tags",
    "Key": "key",
    "Value": "value",
}
"""The prop, or a part of it, that a name in a property set is of; None for names that props have no level for."""

MEMBER: Final = "a WorkteamMember, made by WorkteamMember.cognito or WorkteamMember.oidc"

_KINDS: Final[Mapping[tuple[object, int], str]] = {("members", 2): MEMBER, ("worker_access", 1): "a WorkerAccess"}
"""What is expected in the place of a map, by the first name and how many there are."""


class WorkteamValidationError(ValueError):
    """Props that SageMaker or Lambda would refuse, all of them at once.

    Parameters
    ----------
    path
        The path of the construct, for the message.
    found
        What is wrong with it.
    what
        What the construct is, for the message.

    Attributes
    ----------
    problems : tuple of Problem
        Each with the prop's ``path``, what was ``expected`` and what was ``received``.
    """

    def __init__(self, path: str, found: Iterable[Problem], *, what: str = "work team") -> None:
        self.problems = tuple(found)
        super().__init__("\n".join((f"{what} {path!r} can't be made", *(f"  {one}" for one in self.problems))))


def property_problems(properties: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong with a property set, by the construct's own prop names; unresolved tokens pass."""
    return [_in_prop_names(problem) for problem in problems(properties, is_unresolved)]


def is_unresolved(value: object) -> bool:
    """Tell whether a value is known only to CloudFormation, or not before the template is written."""
    match value:
        case str():
            return _is_token(value)
        case float() | [str()]:
            return Token.is_unresolved(value)
        case _:
            # methods, since to look at a property of a token is to read it
            return hasattr(value, "resolve") and hasattr(value, "to_string")


def is_dynamic(value: object) -> bool:
    """Tell whether a text holds a dynamic reference, which CloudFormation resolves after everything else."""
    return isinstance(value, str) and "{{resolve:" in value


def as_text(value: Any) -> Any:
    """Return a token as one that can stand within text; anything else as it is."""
    return Token.as_string(value) if is_unresolved(value) and not isinstance(value, str) else value


@functools.lru_cache
def _is_token(text: str) -> bool:
    """Ask the CDK, once for each text that may be one; the answer depends on the text alone."""
    return is_dynamic(text) or ("${Token[" in text and Token.is_unresolved(text))


def _in_prop_names(problem: Problem) -> Problem:
    renamed = (_PROP_NAMES.get(name, str(name)) if isinstance(name, str) else name for name in problem.names)
    names = tuple(name for name in renamed if name is not None)
    expected = problem.expected
    if expected.startswith("a map"):
        expected = _KINDS.get((names[0] if names else None, len(names)), expected)
    return Problem(names, expected, problem.received)
