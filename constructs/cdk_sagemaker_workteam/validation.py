"""Checks at synth: the shared table of limits, reported in the construct's own prop names."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Token

from ._contract import Problem, problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROP_NAMES: Final[Mapping[str, str]] = {
    r"^WorkteamName": "workteam_name",
    r"^WorkforceName": "workforce_name",
    r"^Description": "description",
    r"^AdoptExisting": "adopt_existing",
    r"^NotificationConfiguration(\.NotificationTopicArn)?": "notification_topic",
    r"^WorkerAccessConfiguration(\.S3Presign)?(\.IamPolicyConstraints)?": "worker_access",
    r"^MemberDefinitions": "members",
    r"^Tags": "tags",
    r"\.(CognitoMemberDefinition|OidcMemberDefinition)": "",
    r"\.UserPool$": ".user_pool",
    r"\.ClientId$": ".user_pool_client",
    r"\.UserGroup$": ".group",
    r"\.Groups": ".groups",
    r"\.SourceIp$": ".source_ip",
    r"\.VpcSourceIp$": ".vpc_source_ip",
}

MEMBER: Final = "a WorkteamMember, made by WorkteamMember.cognito or WorkteamMember.oidc"

_KINDS: Final[Mapping[str, str]] = {
    r"members\[\d+\]": MEMBER,
    r"worker_access": "a WorkerAccess",
}


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
    path = problem.path
    for pattern, name in _PROP_NAMES.items():
        path = re.sub(pattern, name, path)
    expected = problem.expected
    if expected.startswith("a map"):
        expected = next((kind for pattern, kind in _KINDS.items() if re.fullmatch(pattern, path)), expected)
    return Problem(path, expected, problem.received)
