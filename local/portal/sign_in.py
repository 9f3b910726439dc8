"""How a labeling portal signs a worker in and out: through the hosted UI of its workforce's user pool."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import urllib3

from local.sagemaker.errors import ServiceError

if TYPE_CHECKING:
    from local.sagemaker.cognito import CognitoDirectory
    from local.sagemaker.state import Workforce

_SCOPES: Final = "email openid profile"


class SignInError(Exception):
    """Nobody can sign in; the message says why and the hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Worker:
    """Who is signed in."""

    name: str
    email: str
    groups: tuple[str, ...]


class SignIn:
    """The code flow of OAuth, by the app client of a workforce.

    Parameters
    ----------
    cognito
        Where user pools and their hosted UI are; None if there are none.
    """

    def __init__(self, cognito: CognitoDirectory | None) -> None:
        self._cognito = cognito
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=30), retries=False)

    def address(self, workforce: Workforce, state: str) -> str:
        """Return where a browser is sent to sign in.

        Raises
        ------
        SignInError
            The workforce's user pool has no hosted UI.
        """
        directory, cognito = self._of(workforce)
        pool = _asked(directory, workforce, "DescribeUserPool", UserPoolId=cognito["UserPool"])["UserPool"]
        if not pool.get("Domain") and not pool.get("CustomDomain"):
            raise SignInError(
                f"The user pool {cognito['UserPool']} has no domain, so it has no page to sign in.",
                "Give the user pool a domain.",
            )
        asked = {
            "client_id": cognito["ClientId"],
            "response_type": "code",
            "scope": _SCOPES,
            "redirect_uri": _call_back(workforce),
            "state": state,
        }
        return f"{directory.endpoint}/oauth2/authorize?{urlencode(asked)}"

    def worker(self, workforce: Workforce, code: str) -> Worker:
        """Return who signed in, for the code that the hosted UI gave.

        Raises
        ------
        SignInError
            The code, or the app client, is refused.
        """
        directory, cognito = self._of(workforce)
        named = {"UserPoolId": cognito["UserPool"], "ClientId": cognito["ClientId"]}
        secret = _asked(directory, workforce, "DescribeUserPoolClient", **named)["UserPoolClient"].get("ClientSecret")
        form = {
            "grant_type": "authorization_code",
            "client_id": cognito["ClientId"],
            "code": code,
            "redirect_uri": _call_back(workforce),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if secret:
            pair = urlencode({cognito["ClientId"]: secret}).replace("=", ":", 1)
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        try:
            answer = self._http.request(
                "POST", f"{directory.endpoint}/oauth2/token", body=urlencode(form), headers=headers
            )
        except urllib3.exceptions.HTTPError as error:
            raise SignInError("Amazon Cognito doesn't answer.", str(error)) from error
        content = answer.json()
        if answer.status != 200 or "id_token" not in content:
            told = f"{content.get('error', 'no ID token')}: {content.get('error_description', '')}".rstrip(": ")
            raise SignInError("Amazon Cognito refused the sign-in.", told)
        claims = _claims(content["id_token"])
        name = claims["cognito:username"]
        return Worker(name, claims.get("email", name), tuple(claims.get("cognito:groups", [])))

    def way_out(self, workforce: Workforce) -> str:
        """Return where a browser is sent to sign out.

        Raises
        ------
        SignInError
            The workforce has no user pool.
        """
        directory, cognito = self._of(workforce)
        asked = {"client_id": cognito["ClientId"], "logout_uri": f"https://{workforce.sub_domain}/logout"}
        return f"{directory.endpoint}/logout?{urlencode(asked)}"

    def _of(self, workforce: Workforce) -> tuple[CognitoDirectory, dict[str, str]]:
        if self._cognito is None or workforce.cognito is None:
            raise SignInError(
                f"The workforce {workforce.name} has no Amazon Cognito user pool here.",
                "The local cloud signs in workers of Cognito user pools, not those of other identity providers.",
            )
        return self._cognito, workforce.cognito


def _asked(directory: CognitoDirectory, workforce: Workforce, operation: str, **request: str) -> dict[str, Any]:
    try:
        return directory.ask(workforce.place, operation, request)
    except ServiceError as error:
        raise SignInError("The workforce's user pool or app client can't be read.", error.message) from error


def _call_back(workforce: Workforce) -> str:
    return f"https://{workforce.sub_domain}/oauth2/idpresponse"


def _claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims
