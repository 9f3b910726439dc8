"""What an error of SageMaker means: by its code, then by the shortest stable piece of its message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workteam_provider.errors import ServiceError

_DENIED: Final = ("AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId")
_OF_DEPENDENCIES: Final = ("user pool", "userpool", "user group", "usergroup", "client", "domain", "workforce")
_IN_USE: Final = ("in use", "being used", "used by", "labeling job", "flow definition")
_PERMANENT: Final = ("cannot create more than one workforce", "already exists", "failed to satisfy constraint")


def is_missing_team(error: ServiceError) -> bool:
    """Whether there is no team of that name."""
    if error.code == "ValidationException":
        return "The work team" in error.message and not is_in_use(error)
    return error.code in {"ResourceNotFound", "ResourceNotFoundException"}


def is_denied(error: ServiceError) -> bool:
    """Whether the role lacks the right, or isn't known yet."""
    return error.code in _DENIED


def is_fresh_dependency(error: ServiceError) -> bool:
    """Whether a group, client, domain or workforce that was just made may not be seen yet."""
    message = error.message.lower()
    return (
        error.code == "ValidationException"
        and any(word in message for word in _OF_DEPENDENCIES)
        and not any(word in message for word in _PERMANENT)
    )


def is_in_use(error: ServiceError) -> bool:
    """Whether a team was not deleted because something uses it."""
    return error.code in {"ResourceInUse", "Unsuccessful"} or (
        error.code == "ValidationException" and any(words in error.message.lower() for words in _IN_USE)
    )
