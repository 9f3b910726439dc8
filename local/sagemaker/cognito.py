"""What SageMaker does in Cognito: finds pools, app clients and groups, and opens the app client of a workforce."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any, Final

import urllib3
from botocore.exceptions import BotoCoreError, ClientError

from local.clients import make_client
from local.sagemaker.answers import refuse
from local.sagemaker.errors import ServiceError
from local.sagemaker.rules import cognito_members

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.sagemaker.state import Place


_NOT_TO_SEND: Final = ("ClientSecret", "CreationDate", "LastModifiedDate")


class CognitoDirectory:
    """User pools, app clients and groups behind an endpoint.

    Parameters
    ----------
    endpoint
        Where Cognito answers, its hosted UI included.
    """

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._clients: dict[Place, Any] = {}
        self._lock = threading.Lock()
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=10), retries=False)

    def check(self, place: Place, members: list[dict[str, Any]]) -> None:
        """Refuse members whose user pool, app client or group doesn't exist.

        Raises
        ------
        ServiceError
            ``ValidationException`` naming what is missing; ``InternalFailure`` if the endpoint can't be asked.
        """
        client = self._client(place)
        for member in cognito_members(members):
            pool, group = member["UserPool"], member["UserGroup"]
            self.check_app_client(place, pool, member["ClientId"])
            names = {"pool": pool, "group": group}
            _require("unknown-group", names, client.get_group, UserPoolId=pool, GroupName=group)

    def check_app_client(self, place: Place, UserPool: str, ClientId: str) -> None:  # noqa: N803
        """Refuse a user pool or an app client that doesn't exist, as ``check`` does."""
        client = self._client(place)
        names = {"pool": UserPool, "client": ClientId}
        _require("unknown-pool", names, client.describe_user_pool, UserPoolId=UserPool)
        asked = {"UserPoolId": UserPool, "ClientId": ClientId}
        _require("unknown-client", names, client.describe_user_pool_client, **asked)

    def open_app_client(self, place: Place, cognito: dict[str, str], host: str) -> None:
        """Put the addresses of the labeling portal at ``host`` into an app client, with what signing in there needs.

        Raises
        ------
        ServiceError
            ``InternalFailure`` if the endpoint can't be asked.
        """
        named = {"UserPoolId": cognito["UserPool"], "ClientId": cognito["ClientId"]}
        settings = self.ask(place, "DescribeUserPoolClient", named)["UserPoolClient"]
        needed = {
            "CallbackURLs": [f"https://{host}/oauth2/idpresponse"],
            "LogoutURLs": [f"https://{host}/logout"],
            "AllowedOAuthFlows": ["code", "implicit"],
            "AllowedOAuthScopes": ["email", "openid", "profile"],
            "SupportedIdentityProviders": [] if settings.get("SupportedIdentityProviders") else ["COGNITO"],
        }
        for name, values in needed.items():
            present = settings.get(name, [])
            settings[name] = [*present, *(value for value in values if value not in present)]
        settings["AllowedOAuthFlowsUserPoolClient"] = True
        kept = {name: value for name, value in settings.items() if name not in _NOT_TO_SEND}
        self.ask(place, "UpdateUserPoolClient", kept)

    def ask(self, place: Place, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a call of Cognito's, with the members that the SDK doesn't know, too.

        Raises
        ------
        ServiceError
            ``InternalFailure`` if it isn't answered, or by an error.
        """
        credential = f"Credential={place.account}/20260101/{place.region}/cognito-idp/aws4_request"
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
            "Authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=0",
        }
        try:
            answer = self._http.request("POST", self.endpoint, body=json.dumps(request), headers=headers)
            content: dict[str, Any] = answer.json()
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise ServiceError("InternalFailure", f"{operation} wasn't answered: {error}", 500) from error
        if answer.status != 200:
            raise ServiceError("InternalFailure", f"{operation} failed: {content}", 500)
        return content

    def _client(self, place: Place) -> Any:
        with self._lock:
            if place not in self._clients:
                self._clients[place] = make_client(
                    "cognito-idp",
                    self.endpoint,
                    place.account,
                    place.region,
                    connect_timeout=5,
                    read_timeout=10,
                    retries={"total_max_attempts": 2},
                )
            return self._clients[place]


def _require(question: str, names: dict[str, str], ask: Callable[..., object], **request: str) -> None:
    try:
        ask(**request)
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] == "ResourceNotFoundException":
            return refuse(question, **names)
        raise ServiceError("InternalFailure", f"{' '.join(names.values())} can't be looked up: {error}", 500) from error
    return None
