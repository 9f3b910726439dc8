"""What an error of SageMaker means for a work team: by its code, then by the shortest stable piece of its message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workteam_provider.protocol.errors import ServiceError

FRESH_DEPENDENCY_SECONDS: Final = 30.0
"""A group, client, domain or workforce just made may need seconds to be seen."""

_NOT_FOUND: Final = ("ResourceNotFound", "ResourceNotFoundException")
_DEPENDENCIES: Final = ("user pool", "userpool", "user group", "usergroup", "client", "domain", "workforce")
_PERMANENT: Final = ("cannot create more than one workforce", "already exists", "failed to satisfy constraint")


def is_missing_team(error: ServiceError) -> bool:
    """Whether DescribeWorkteam or ListTags, asked for a team that could exist, found none.

    Of no other call do the words tell as much: what a change is refused for may name the team as well.
    """
    words = error.message.lower()
    about_team = "work team" in words or "workteam" in words
    return error.code in _NOT_FOUND or (error.code == "ValidationException" and about_team)


def is_name_taken(error: ServiceError) -> bool:
    """Whether CreateWorkteam says that there is a team of that name."""
    return error.code == "ResourceInUse" or (
        error.code == "ValidationException" and "already exists" in error.message.lower()
    )


def dependency_patience(error: ServiceError) -> float:
    """Return how long an error may be due to a group, client, domain or workforce that was just made."""
    words = error.message.lower()
    fresh = (
        error.code == "ValidationException"
        and any(word in words for word in _DEPENDENCIES)
        and not any(word in words for word in _PERMANENT)
    )
    return FRESH_DEPENDENCY_SECONDS if fresh else 0.0
