"""The app client that workers sign in with, and a digest of its template."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import jsii
from aws_cdk import Fn, IStringProducer, Lazy, Stack, Token
from aws_cdk.aws_cognito import CfnUserPoolClient, IUserPool, UserPoolClient

from ..references import is_same
from ..written_ahead import WrittenAhead

if TYPE_CHECKING:
    from aws_cdk import IResolveContext
    from aws_cdk.aws_cognito import IUserPoolClient
    from constructs import Construct

    from .addresses import Addresses

_SCOPES: Final = ("openid", "email", "profile")


class PortalClient(CfnUserPoolClient):
    """An app client that records its overrides, which the CDK doesn't expose before synthesis."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        pool: IUserPool,
        addresses: Addresses,
    ) -> None:
        self.overrides: Final[list[tuple[str, Any]]] = []
        super().__init__(
            scope,
            id,
            user_pool_id=pool.user_pool_id,
            generate_secret=True,
            prevent_user_existence_errors="ENABLED",
            allowed_o_auth_flows_user_pool_client=True,
            allowed_o_auth_flows=["code"],
            allowed_o_auth_scopes=list(_SCOPES),
            supported_identity_providers=["COGNITO"],
            callback_ur_ls=[addresses.callback, addresses.portal_url],
            logout_ur_ls=[addresses.logout],
        )

    @jsii.member(jsii_name="addOverride")
    def add_override(self, path: str, value: Any) -> None:
        """Override a part of the template, as for any resource, and record it."""
        self.overrides.append((path, value))
        super().add_override(path, value)


def as_client(scope: Construct, id: str, resource: CfnUserPoolClient) -> IUserPoolClient:  # noqa: A002 - CDK's name
    """Return an L2 construct for a client, with the L1 as its default child."""
    client = UserPoolClient.from_user_pool_client_id(scope, id, resource.ref)
    client.node.default_child = resource
    return client


class ClientDigest:
    """A digest that changes with an app client's template, or with its id if the client is imported.

    For a client that was passed in, the values of the parameters that it refers to are appended: they can change while
    the template doesn't.
    """

    def __init__(self, stack: Stack) -> None:
        self._producer: Final = _Digest(stack)
        # a watch may resolve it before the client has its final properties
        self.value: Final[str] = Lazy.uncached_string(self._producer)

    def of(self, client: CfnUserPoolClient | None, client_id: str) -> None:
        """Set the client, which may itself depend on the resource that has the digest."""
        self._producer.client, self._producer.client_id = client, client_id
        if client is not None and not isinstance(client, PortalClient):
            self._producer.ahead = WrittenAhead.of(client)


@jsii.implements(IStringProducer)
class _Digest:
    """Computed when the template is written, since the client may change until then."""

    def __init__(self, stack: Stack) -> None:
        self.client: CfnUserPoolClient | None = None
        self.client_id = ""
        self.ahead: WrittenAhead | None = None
        self._stack = stack

    def produce(self, context: IResolveContext) -> str:
        """Return the digest."""
        if self.client is None:
            return _hash(self._stack.resolve(self.client_id))
        found = None if self.ahead is None else self.ahead.rendered(self.client, context)
        if found is None:
            shown = [self.client._cfn_properties, [list(one) for one in getattr(self.client, "overrides", [])]]
            return _hash(self._stack.resolve(shown))
        same_stack = is_same(Stack.of(self.client), self._stack)
        values = [_value(*one) for one in found.parameters.items()] if same_stack else []
        return Fn.join("|", [_hash(found.resource), *values])


def _value(parameter: str, its_type: str) -> str:
    if "List<" in its_type or "CommaDelimitedList" in its_type:
        return Fn.join(",", Token.as_list(Fn.ref(parameter)))
    return Fn.ref(parameter)


def _hash(shown: Any) -> str:
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
