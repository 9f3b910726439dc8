"""What can go wrong with the portal's sign-in; each becomes the reason of a FAILED answer.

::

    ResourceError
    ├── InvalidPropertiesError      properties that no call would take
    ├── NoWorkforceError            there is no workforce of that name
    ├── WorkforceFailedError        the workforce could not be made, or is being deleted
    ├── WorkforceNotReadyError      the workforce was not active in time
    ├── OtherPoolError              the workforce's workers are not in the app client's user pool
    ├── NoClientError               there is no such app client
    ├── SettingsLostError           the service did not keep what the app client had
    └── OverwrittenError            somebody else keeps writing the app client
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workteam_provider.protocol.errors import ResourceError
from workteam_provider.workteam.errors import InvalidPropertiesError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["InvalidPropertiesError"]


class NoWorkforceError(ResourceError):
    """There is no workforce of that name; the app client was not looked at."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"`WorkforceName`: there is no workforce {name} in this account and Region, so there is no portal to sign "
            "in at; make the workforce first and let this resource depend on it; nothing was changed"
        )


class WorkforceFailedError(ResourceError):
    """The workforce is in a state that it doesn't leave by itself."""

    def __init__(self, name: str, status: str, why: str) -> None:
        because = f": {why}" if why else ""
        super().__init__(f"the workforce {name} is {status}{because}; nothing was changed; delete it and make it again")


class WorkforceNotReadyError(ResourceError):
    """The workforce was not active, or its portal not shown, within the function's time."""

    def __init__(self, name: str, status: str) -> None:
        super().__init__(
            f"the workforce {name} is still {status} and has no portal to sign in at; nothing was changed; deploy "
            "again once `aws sagemaker describe-workforce` shows it Active"
        )


class OtherPoolError(ResourceError):
    """The workforce signs its workers in elsewhere."""

    def __init__(self, name: str, its_pool: str | None, pool: str) -> None:
        elsewhere = f"in the user pool {its_pool}" if its_pool else "at an OIDC provider"
        super().__init__(
            f"`UserPoolId`: the workers of the workforce {name} are {elsewhere}, not in the user pool {pool}; give the "
            "app client that the workforce was made with, or delete the workforce and make it from this user pool; "
            "nothing was changed"
        )


class NoClientError(ResourceError):
    """There is no such app client."""

    def __init__(self, pool: str) -> None:
        super().__init__(
            f"`ClientId`: there is no such app client in the user pool {pool} of this account and Region; "
            "nothing was changed"
        )


class SettingsLostError(ResourceError):
    """What the app client had, and was sent back, is not there any more."""

    def __init__(self, names: Sequence[str]) -> None:
        listed = ", ".join(f"`{name}`" for name in names)
        super().__init__(
            f"the app client has the portal's addresses now, but the service did not keep {listed} as they were sent; "
            "set them again"
        )


class OverwrittenError(ResourceError):
    """The addresses were written, and written over."""

    def __init__(self, times: int) -> None:
        super().__init__(
            f"the portal's addresses were put into the app client {times} times, but are not there: something else "
            "writes the client without them; stop it and deploy again"
        )
