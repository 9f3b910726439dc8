"""Users of a user pool and their groups as resource types, by calls to ministack's Cognito."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.cloudformation.handlers import Made, Properties

_USER: Final = (
    *("UserPoolId", "Username", "UserAttributes", "DesiredDeliveryMediums", "MessageAction", "ClientMetadata"),
    *("ForceAliasCreation", "ValidationData"),
)
_GONE: Final = ("UserNotFoundException", "ResourceNotFoundException")


class NotPossibleError(Exception):
    """Cognito refused; the message is its code and text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class UserPoolUser:
    """``AWS::Cognito::UserPoolUser``; nothing about it changes in place.

    Parameters
    ----------
    call
        Calls an operation of Cognito's with a request.
    """

    name: ClassVar[str] = "AWS::Cognito::UserPoolUser"
    create_only: ClassVar[tuple[str, ...]] = _USER
    deletes_first: ClassVar[bool] = False

    def __init__(self, call: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
        self._call = call

    def create(self, logical_id: str, properties: Properties, stack: str) -> Made:  # noqa: ARG002
        """Make the user, whom Cognito invites."""
        self._call("AdminCreateUser", {name: properties[name] for name in _USER if name in properties})
        return properties["Username"], {}

    def update(self, physical_id: str, before: Properties, after: Properties) -> Made:  # noqa: ARG002
        """Change nothing."""
        return physical_id, {}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the user."""
        request = {"UserPoolId": properties["UserPoolId"], "Username": physical_id}
        _unless_gone(self._call, "AdminDeleteUser", request)


class UserPoolUserToGroupAttachment:
    """``AWS::Cognito::UserPoolUserToGroupAttachment``; nothing about it changes in place.

    Parameters
    ----------
    call
        Calls an operation of Cognito's with a request.
    """

    name: ClassVar[str] = "AWS::Cognito::UserPoolUserToGroupAttachment"
    create_only: ClassVar[tuple[str, ...]] = ("UserPoolId", "GroupName", "Username")
    deletes_first: ClassVar[bool] = False

    def __init__(self, call: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
        self._call = call

    def create(self, logical_id: str, properties: Properties, stack: str) -> Made:  # noqa: ARG002
        """Put the user into the group."""
        request = {name: properties[name] for name in self.create_only}
        self._call("AdminAddUserToGroup", request)
        return "|".join(request.values()), {}

    def update(self, physical_id: str, before: Properties, after: Properties) -> Made:  # noqa: ARG002
        """Change nothing."""
        return physical_id, {}

    def delete(self, physical_id: str, properties: Properties) -> None:  # noqa: ARG002
        """Take the user out of the group."""
        request = dict(zip(self.create_only, physical_id.split("|"), strict=True))
        _unless_gone(self._call, "AdminRemoveUserFromGroup", request)


def _unless_gone(
    call: Callable[[str, dict[str, Any]], dict[str, Any]], operation: str, request: dict[str, str]
) -> None:
    try:
        call(operation, request)
    except NotPossibleError as error:
        if error.code not in _GONE:
            raise
