"""Whether the Cognito groups on a team exist, asked of a Cognito endpoint."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from local.clients import make_client
from local.sagemaker.errors import ServiceError, invalid
from local.sagemaker.rules import cognito_members

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.sagemaker.state import Place


class CognitoDirectory:
    """User pools, app clients and groups behind an endpoint."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._clients: dict[Place, Any] = {}
        self._lock = threading.Lock()

    def check(self, place: Place, members: list[dict[str, Any]]) -> None:
        """Refuse members whose user pool, app client or group doesn't exist.

        Raises
        ------
        ServiceError
            ``ValidationException`` naming what is missing; ``InternalFailure`` if the endpoint can't be asked.
        """
        client = self._client(place)
        for member in cognito_members(members):
            pool, app_client, group = member["UserPool"], member["ClientId"], member["UserGroup"]
            _require(f"The user pool {pool}", client.describe_user_pool, UserPoolId=pool)
            _require(
                f"The app client {app_client} of user pool {pool}",
                client.describe_user_pool_client,
                UserPoolId=pool,
                ClientId=app_client,
            )
            _require(f"The user group {group} of user pool {pool}", client.get_group, UserPoolId=pool, GroupName=group)

    def _client(self, place: Place) -> Any:
        with self._lock:
            if place not in self._clients:
                self._clients[place] = make_client(
                    "cognito-idp",
                    self._endpoint,
                    place.account,
                    place.region,
                    connect_timeout=5,
                    read_timeout=10,
                    retries={"total_max_attempts": 2},
                )
            return self._clients[place]


def _require(what: str, ask: Callable[..., object], **request: str) -> None:
    try:
        ask(**request)
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] == "ResourceNotFoundException":
            raise invalid(f"{what} doesn't exist.") from error
        raise ServiceError("InternalFailure", f"{what} can't be looked up: {error}", 500) from error
