"""What can go wrong with the portal's sign-in; each becomes the reason of a FAILED response.

::

    ResourceError
    ├── InvalidPropertiesError      properties that the services would refuse
    ├── NoWorkforceError            there is no workforce of that name
    ├── WorkforceFailedError        the workforce could not be created, or is being deleted
    ├── WorkforceNotReadyError      the workforce was not active in time
    ├── OtherPoolError              the workforce uses another user pool than the app client's
    ├── NoClientError               there is no such app client
    ├── SettingsLostError           Cognito did not keep the app client's other settings
    └── OverwrittenError            others keep overwriting the app client
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workteam_provider.protocol.errors import ResourceError
from workteam_provider.workteam.errors import InvalidPropertiesError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["InvalidPropertiesError"]


class NoWorkforceError(ResourceError):
    """There is no workforce of that name; the app client was not read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"`WorkforceName`: there is no workforce {name} in this account and Region, so there is no portal to sign "
            "in at; create the workforce first and make this resource depend on it; nothing was changed"
        )


class WorkforceFailedError(ResourceError):
    """The workforce is in a state that it won't leave by itself."""

    def __init__(self, name: str, status: str, why: str) -> None:
        because = f": {why}" if why else ""
        super().__init__(
            f"the workforce {name} is {status}{because}; nothing was changed; delete it and create it again"
        )


class WorkforceNotReadyError(ResourceError):
    """The workforce didn't become active, or show its portal, before the function's deadline."""

    def __init__(self, name: str, status: str) -> None:
        super().__init__(
            f"the workforce {name} is still {status} and has no portal to sign in at; nothing was changed; deploy "
            "again once `aws sagemaker describe-workforce` shows it Active"
        )


class OtherPoolError(ResourceError):
    """The workforce's workers are in another user pool, or at an OIDC provider."""

    def __init__(self, name: str, its_pool: str | None, pool: str) -> None:
        elsewhere = f"in the user pool {its_pool}" if its_pool else "at an OIDC provider"
        super().__init__(
            f"`UserPoolId`: the workers of the workforce {name} are {elsewhere}, not in the user pool {pool}; use the "
            "user pool and app client that the workforce was created with, or delete the workforce and create it with "
            "this user pool; nothing was changed"
        )


class NoClientError(ResourceError):
    """There is no such app client."""

    def __init__(self, pool: str) -> None:
        super().__init__(
            f"`ClientId`: there is no such app client in the user pool {pool} of this account and Region; "
            "nothing was changed"
        )


class SettingsLostError(ResourceError):
    """Settings of the app client that were sent back unchanged are lost."""

    def __init__(self, names: Sequence[str]) -> None:
        listed = ", ".join(f"`{name}`" for name in names)
        super().__init__(
            f"the app client has the portal's addresses now, but Cognito did not keep {listed} as sent; set them again"
        )


class OverwrittenError(ResourceError):
    """The addresses were added, but overwritten each time."""

    def __init__(self, times: int) -> None:
        super().__init__(
            f"the portal's addresses were added to the app client {times} times, but are missing again: something else "
            "overwrites the client; stop it and deploy again"
        )
