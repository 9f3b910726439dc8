"""Where ministack's Cognito does otherwise than AWS's, put right when it starts.

- UpdateUserPoolClient sets what isn't sent back to its default; ministack leaves it.
- App clients keep every setting that they are given; ministack drops those that it doesn't know.
- An app client shows no empty ClientName or DefaultRedirectURI, which nobody may send back.
- An app client with the code or implicit flow has a call-back.
- The hosted UI answers what an app asks wrongly by its error page; ministack answers by JSON, and lets people sign out
  to any address where an app client lists none.
- The hosted UI asks for a second factor where the user pool says so.
- A user pool that is protected isn't deleted, and CloudFormation takes no group for its own that is there already.
"""

from __future__ import annotations

import html
import json
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, urlencode

from local.second_factor import SecondFactor

Answer: TypeAlias = tuple[int, dict[str, str], bytes]

_FIXED: Final = (
    *("UserPoolId", "ClientId", "ClientName", "ClientSecret", "GenerateSecret", "CreationDate", "LastModifiedDate"),
)
_MISMATCH: Final = "redirect_mismatch"
_PROTECTED: Final = (
    "The user pool cannot be deleted because deletion protection is activated. "
    "Deletion protection must be inactivated first."
)


def put_right(cognito: Any, provisioners: Any) -> None:
    """Put right what ministack's modules do."""
    clients = _AppClients(cognito)
    cognito._create_user_pool_client = clients.create
    cognito._update_user_pool_client = clients.update
    provisioners._COGNITO_USER_POOL_CLIENT_UPDATABLE["RefreshTokenRotation"] = None
    pages = _HostedUi(cognito)
    cognito.handle_oauth2_authorize = pages.authorize
    cognito.handle_logout = pages.log_out
    SecondFactor(cognito)
    _protect(cognito, provisioners)


def _protect(cognito: Any, provisioners: Any) -> None:
    delete = cognito._delete_user_pool
    table = provisioners._RESOURCE_HANDLERS
    pools, groups = table["AWS::Cognito::UserPool"], table["AWS::Cognito::UserPoolGroup"]
    delete_by_stack, make_group = pools["delete"], groups["create"]

    def protected(pool: str) -> bool:
        return bool((cognito._user_pools.get(pool) or {}).get("DeletionProtection") == "ACTIVE")

    def delete_user_pool(request: dict[str, Any]) -> Answer:
        if protected(request.get("UserPoolId", "")):
            refused: Answer = cognito.error_response_json("InvalidParameterException", _PROTECTED, 400)
            return refused
        answer: Answer = delete(request)
        return answer

    def delete_in_stack(physical_id: str, properties: dict[str, Any]) -> None:
        if protected(physical_id):
            raise ValueError(f"InvalidParameterException: {_PROTECTED}")
        delete_by_stack(physical_id, properties)

    def make_group_in_stack(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        pool = cognito._user_pools.get(properties["UserPoolId"]) or {}
        if properties.get("GroupName") in pool.get("_groups", {}):
            raise ValueError("GroupExistsException: A group with the name already exists.")
        return make_group(logical_id, properties, stack)

    cognito._delete_user_pool = delete_user_pool
    pools["delete"], groups["create"] = delete_in_stack, make_group_in_stack


class _AppClients:
    def __init__(self, cognito: Any) -> None:
        self._cognito = cognito
        self._create = cognito._create_user_pool_client

    def create(self, request: dict[str, Any]) -> Answer:
        if refused := self._refused(request):
            return refused
        name = request.get("ClientName") or f"Client-{self._cognito._client_id()[:12]}"
        answer: Answer = self._create({**request, "ClientName": name})
        if answer[0] != 200:
            return answer
        client = self._client(request["UserPoolId"], json.loads(answer[2])["UserPoolClient"]["ClientId"])
        client.update({name: value for name, value in request.items() if name not in client and name not in _FIXED})
        client["DefaultRedirectURI"] = client["DefaultRedirectURI"] or None
        return self._shown(client)

    def update(self, request: dict[str, Any]) -> Answer:
        pool, missing = self._cognito._resolve_pool(request.get("UserPoolId"))
        client = pool["_clients"].get(request.get("ClientId")) if pool else None
        if client is None:
            error = self._cognito.error_response_json
            no_client: Answer = error("ResourceNotFoundException", f"Client {request.get('ClientId')} not found.", 400)
            return missing or no_client
        if refused := self._refused(request):
            return refused
        # what an app client is like that was made without any setting
        _, _, body = self._create({"UserPoolId": request["UserPoolId"]})
        default = pool["_clients"].pop(json.loads(body)["UserPoolClient"]["ClientId"])
        kept = {name: value for name, value in client.items() if name in _FIXED}
        sent = {name: value for name, value in request.items() if name not in _FIXED}
        name = {"ClientName": request.get("ClientName") or client["ClientName"]}
        settings = {**default, "DefaultRedirectURI": None, **kept, **sent, **name}
        settings["LastModifiedDate"] = self._cognito._now_epoch()
        client.clear()
        client.update(settings)
        return self._shown(client)

    def _client(self, pool: str, client: str) -> dict[str, Any]:
        found: dict[str, Any] = self._cognito._user_pools[pool]["_clients"][client]
        return found

    def _shown(self, client: dict[str, Any]) -> Answer:
        shown = {name: value for name, value in client.items() if value is not None}
        answer: Answer = self._cognito.json_response({"UserPoolClient": shown})
        return answer

    def _refused(self, request: dict[str, Any]) -> Answer | None:
        flows = {"code", "implicit"} & set(request.get("AllowedOAuthFlows") or [])
        if not (flows and request.get("AllowedOAuthFlowsUserPoolClient")) or request.get("CallbackURLs"):
            return None
        text = "CallbackURLs must be given where the code or implicit flow is allowed."
        answer: Answer = self._cognito.error_response_json("InvalidOAuthFlowException", text, 400)
        return answer


class _HostedUi:
    def __init__(self, cognito: Any) -> None:
        self._cognito = cognito
        self._authorize = cognito.handle_oauth2_authorize
        self._log_out = cognito.handle_logout

    def authorize(self, method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> Answer:
        asked = {name: self._cognito._qp(query, name) for name in ("client_id", "redirect_uri", "response_type")}
        _, _, client = self._cognito._find_pool_by_client_id(asked["client_id"])
        if client is not None and (error := _wrong_with(client, asked)):
            return _to_error_page(error, asked["client_id"])
        answer: Answer = self._authorize(method, path, headers, query)
        return answer

    def log_out(self, method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> Answer:
        asked = self._cognito._qp(query, "client_id")
        _, _, client = self._cognito._find_pool_by_client_id(asked)
        where = self._cognito._qp(query, "logout_uri")
        if client is not None and where and where not in client.get("LogoutURLs", []):
            return _to_error_page(_MISMATCH, asked)
        answer: Answer = self._log_out(method, path, headers, query)
        return answer


def _wrong_with(client: dict[str, Any], asked: dict[str, str]) -> str | None:
    if asked["redirect_uri"] and asked["redirect_uri"] not in client.get("CallbackURLs", []):
        return _MISMATCH
    if not client.get("AllowedOAuthFlowsUserPoolClient") or asked["response_type"] not in client["AllowedOAuthFlows"]:
        return "unauthorized_client"
    return None if client.get("SupportedIdentityProviders") else "login_pages_unavailable"


def _to_error_page(error: str, client: str) -> Answer:
    return 302, {"Location": "/error?" + urlencode({"error": error, "client_id": client})}, b""


def error_page(query: bytes) -> bytes:
    """Return the hosted UI's page about what an app asked wrongly."""
    error = parse_qs(query.decode("latin-1")).get("error", ["unknown_error"])[0]
    return _ERROR_PAGE.replace("ERROR", html.escape(error)).encode()


_ERROR_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Error</title>
<style>
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #232f3e; background: #f0f2f5 }
main { max-width: 26rem; margin: 12vh auto; padding: 2rem; background: #fff; border-radius: 8px;
  box-shadow: 0 2px 8px rgb(0 0 0 / .1) }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
code { font-size: 1.05rem; color: #d13212 }
</style>
</head>
<body><main><h1>An error was encountered with the requested page.</h1><code>ERROR</code></main></body>
</html>
"""
