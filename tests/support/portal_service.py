"""What of SageMaker and Cognito the portal's sign-in meets: workforces, and the app clients of user pools."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from local.sagemaker.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]

POOL: Final = "eu-west-1_AbCd12345"
OTHER_POOL: Final = "eu-west-1_Other6789"
CLIENT: Final = "1example23456789clientid"
OTHER_CLIENT: Final = "2example23456789clientid"
WORKFORCE: Final = "crowd"
HOST: Final = "abcdefghij.labeling.eu-west-1.sagemaker.aws"
SECRET: Final = "v3rySecretThatNobodyMaySee"
OPERATIONS: Final = frozenset({"DescribeWorkforce", "DescribeUserPoolClient", "UpdateUserPoolClient"})
CALLBACKS: Final = [f"https://{HOST}/oauth2/idpresponse", f"https://{HOST}"]
LOGOUTS: Final = [f"https://{HOST}/logout"]

_READ_ONLY: Final = ("ClientSecret", "CreationDate", "LastModifiedDate")
_MOST_URLS: Final = 100
_CALLED_BACK: Final = {"code", "implicit"}


def properties(**changes: Any) -> dict[str, Any]:
    """Make a valid property set of the sign-in; None takes a property away."""
    given = {"UserPoolId": POOL, "ClientId": CLIENT, "WorkforceName": WORKFORCE, "ClientDigest": "d1", **changes}
    return {name: value for name, value in given.items() if value is not None}


@dataclass
class _Lagging:
    """A thing that is written at once, and read as it was some seconds ago."""

    states: list[tuple[float, Document | None]] = field(default_factory=list)

    def write(self, now: float, state: Document | None) -> None:
        self.states.append((now, copy.deepcopy(state)))

    def read(self, until: float) -> Document | None:
        return next((copy.deepcopy(state) for at, state in reversed(self.states) if at <= until), None)


class PortalService:
    """The two services in one, for one account and Region, by the clock ``now``.

    Attributes
    ----------
    lag
        How many seconds reads are behind writes.
    drops
        The members of app clients that UpdateUserPoolClient takes and does not keep.
    shows_written
        Whether UpdateUserPoolClient answers with the client.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.lag = 0.0
        self.drops: set[str] = set()
        self.shows_written = True
        self._now: Final = now
        self._clients: dict[tuple[str, str], _Lagging] = {}
        self._workforces: dict[str, _Lagging] = {}

    def put_workforce(self, name: str = WORKFORCE, *, host: str = HOST, pool: str = POOL, **changes: Any) -> None:
        """Make or change a workforce; ``None`` takes a member away."""
        shown = {
            "WorkforceName": name,
            "WorkforceArn": f"arn:aws:sagemaker:eu-west-1:123456789012:workforce/private-crowd/{name}",
            "SubDomain": host,
            "CognitoConfig": {"UserPool": pool, "ClientId": CLIENT},
            "Status": "Active",
            **changes,
        }
        state = {key: value for key, value in shown.items() if value is not None}
        self._workforces.setdefault(name, _Lagging()).write(self._now(), state)

    def remove_workforce(self, name: str = WORKFORCE) -> None:
        """Delete a workforce."""
        self._workforces.setdefault(name, _Lagging()).write(self._now(), None)

    def put_client(self, pool: str = POOL, client: str = CLIENT, **changes: Any) -> None:
        """Make an app client as the template does that knows of no portal, or make it anew; ``None`` leaves out."""
        shown = {
            "UserPoolId": pool,
            "ClientId": client,
            "ClientName": "Portal",
            "ClientSecret": SECRET,
            "CreationDate": 1_767_225_600.25,
            "RefreshTokenValidity": 30,
            "TokenValidityUnits": {},
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "SupportedIdentityProviders": ["COGNITO"],
            "CallbackURLs": ["https://example.com"],
            "AllowedOAuthFlows": ["implicit", "code"],
            "AllowedOAuthScopes": ["profile", "phone", "email", "openid"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "EnableTokenRevocation": True,
            "LaterMember": {"Kept": [1, 2.5, None, False], "Inner": "unknown to the SDK"},
            **changes,
        }
        self._write(pool, client, {key: value for key, value in shown.items() if value is not None})

    def change_client(self, pool: str = POOL, client: str = CLIENT, **changes: Any) -> None:
        """Change members of an app client by hand; ``None`` takes one away."""
        state = {**(self.client(pool, client) or {}), **changes}
        self._write(pool, client, {key: value for key, value in state.items() if value is not None})

    def remove_client(self, pool: str = POOL, client: str = CLIENT) -> None:
        """Delete an app client."""
        self._clients.setdefault((pool, client), _Lagging()).write(self._now(), None)

    def client(self, pool: str = POOL, client: str = CLIENT) -> Document | None:
        """Return an app client as it is, its secret and dates included."""
        return self._clients.get((pool, client), _Lagging()).read(self._now())

    def settings(self, pool: str = POOL, client: str = CLIENT) -> Document:
        """Return what can be set of an app client that is there."""
        state = self.client(pool, client)
        assert state is not None
        return {key: value for key, value in state.items() if key not in _READ_ONLY}

    def call(self, operation: str, request: Document) -> Document:
        """Answer a call.

        Raises
        ------
        ServiceError
            The answer is an error.
        """
        match operation:
            case "DescribeWorkforce":
                name = request["WorkforceName"]
                shown = self._workforces.get(name, _Lagging()).read(self._now() - self.lag)
                if shown is None:
                    raise ServiceError("ValidationException", f"No workforce found with name {name}", 400)
                return {"Workforce": shown}
            case "DescribeUserPoolClient":
                return {"UserPoolClient": self._client(request, self.lag)}
            case "UpdateUserPoolClient":
                written = self._update(request)
                return {"UserPoolClient": written} if self.shows_written else {}
        raise ServiceError("UnknownOperationException", operation, 400)

    def _client(self, request: Document, lag: float) -> Document:
        pool, client = request["UserPoolId"], request["ClientId"]
        shown = self._clients.get((pool, client), _Lagging()).read(self._now() - lag)
        if shown is None:
            raise ServiceError("ResourceNotFoundException", f"User pool client {client} does not exist.", 400)
        return shown

    def _update(self, request: Document) -> Document:
        """Set what is sent and reset all else, as the API says."""
        before = self._client(request, 0.0)
        if wrong := _wrong(request):
            raise ServiceError("InvalidParameterException", wrong, 400)
        kept: Document = {key: before[key] for key in _READ_ONLY if key in before}
        sent = {key: value for key, value in request.items() if key not in self.drops}
        self._write(request["UserPoolId"], request["ClientId"], {"RefreshTokenValidity": 30, **sent, **kept})
        return self._client(request, 0.0)

    def _write(self, pool: str, client: str, state: Document) -> None:
        dated = {**state, "LastModifiedDate": 1_767_225_600 + self._now()}
        self._clients.setdefault((pool, client), _Lagging()).write(self._now(), dated)


def _wrong(request: Document) -> str:
    callbacks = request.get("CallbackURLs") or []
    if read_only := [key for key in _READ_ONLY if key in request]:
        return f"Unknown parameter in input: {read_only}"
    if not callbacks and not _CALLED_BACK.isdisjoint(request.get("AllowedOAuthFlows") or []):
        return "AllowedOAuthFlows code and implicit need CallbackURLs."
    if request.get("DefaultRedirectURI") not in (None, *callbacks):
        return f"Default Redirect URI {request['DefaultRedirectURI']} is not in the list of callback URLs."
    if len(callbacks) > _MOST_URLS:
        return f"CallbackURLs {callbacks} failed to satisfy constraint: at most {_MOST_URLS}"
    return ""
