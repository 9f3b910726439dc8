"""What an app client needs for the portal, and which members we manage: pure functions over the client as raw JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from workteam_provider.contract import CALLBACK_PATH, LOGOUT_PATH, NO_PORTAL_YET

if TYPE_CHECKING:
    from collections.abc import Mapping

Client = dict[str, Any]

WITHHELD: Final = "ClientSecret"
READ_ONLY: Final = (WITHHELD, "CreationDate", "LastModifiedDate")
"""What DescribeUserPoolClient returns and UpdateUserPoolClient doesn't accept; a test compares the two."""

_CALLBACKS: Final = "CallbackURLs"
_LOGOUTS: Final = "LogoutURLs"
_FLOWS: Final = "AllowedOAuthFlows"
_SCOPES: Final = "AllowedOAuthScopes"
_PROVIDERS: Final = "SupportedIdentityProviders"
_OAUTH_IS_ON: Final = "AllowedOAuthFlowsUserPoolClient"
_DEFAULT: Final = "DefaultRedirectURI"
MANAGED: Final = (_CALLBACKS, _LOGOUTS, _FLOWS, _SCOPES, _PROVIDERS, _OAUTH_IS_ON, _DEFAULT)

_NEEDED: Final = {_FLOWS: ["code"], _SCOPES: ["openid", "email", "profile"]}
_CALLED_BACK: Final = {"code", "implicit"}
"""The OAuth flows for which Cognito requires a callback URL."""


def addresses(host: str) -> dict[str, list[str]]:
    """Return a portal's addresses, which the app client must allow."""
    portal = f"https://{host}"
    return {_CALLBACKS: [portal + CALLBACK_PATH, portal], _LOGOUTS: [portal + LOGOUT_PATH]}


def missing(client: Mapping[str, Any], host: str) -> list[str]:
    """Name the members of an app client that lack what sign-in at a portal needs."""
    needed = {**addresses(host), **_NEEDED}
    lacking = [name for name, values in needed.items() if not set(values) <= set(client.get(name) or [])]
    if not client.get(_PROVIDERS):
        lacking.append(_PROVIDERS)
    if client.get(_OAUTH_IS_ON) is not True:
        lacking.append(_OAUTH_IS_ON)
    return lacking


def with_portal(client: Mapping[str, Any], host: str) -> Client:
    """Return an app client with what a portal needs, instead of placeholders written before the portal existed."""
    request = _writable(client)
    for name, values in {**addresses(host), **_NEEDED}.items():
        kept = [value for value in request.get(name) or [] if not _is_placeholder(value)]
        request[name] = kept + [value for value in values if value not in kept]
    if _is_placeholder(request.get(_DEFAULT)):
        request[_DEFAULT] = addresses(host)[_CALLBACKS][0]
    request[_PROVIDERS] = request.get(_PROVIDERS) or ["COGNITO"]
    request[_OAUTH_IS_ON] = True
    return request


def has_addresses(client: Mapping[str, Any], host: str) -> bool:
    """Whether any address of a portal is in an app client."""
    return any(not set(values).isdisjoint(client.get(name) or []) for name, values in addresses(host).items())


def without_portal(client: Mapping[str, Any], host: str) -> Client:
    """Return an app client without a portal's addresses; if its OAuth flows need a callback, with a placeholder."""
    request = _writable(client)
    for name, values in addresses(host).items():
        request[name] = [value for value in request.get(name) or [] if value not in values]
    if not request[_CALLBACKS] and not _CALLED_BACK.isdisjoint(request.get(_FLOWS) or []):
        request[_CALLBACKS] = [NO_PORTAL_YET + CALLBACK_PATH]
    if request.get(_DEFAULT) in addresses(host)[_CALLBACKS]:
        del request[_DEFAULT]
    return request


def not_kept(sent: Mapping[str, Any], shown: Mapping[str, Any]) -> list[str]:
    """Name the members whose value differs from what was sent, ignoring the order of lists."""
    return sorted(name for name, value in sent.items() if _meaning(value) != _meaning(shown.get(name)))


def _writable(client: Mapping[str, Any]) -> Client:
    return {name: value for name, value in client.items() if name not in READ_ONLY and value is not None}


def _is_placeholder(value: object) -> bool:
    return isinstance(value, str) and value.startswith(NO_PORTAL_YET)


def _meaning(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(map(repr, value))
    return value or None if not isinstance(value, (bool, int, float)) else value
