"""The props of workforces, and checks for values that the services would refuse."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import RemovalPolicy

from .._contract import WORKFORCE_NAME, Problem, is_text, received
from ..props import Props
from ..provider.interface import provider_problems
from ..validation import is_unresolved
from .regions import region_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aws_cdk import Stack
    from aws_cdk.aws_ec2 import ISecurityGroup, IVpc, SubnetSelection

    from ..provider.interface import IWorkteamProvider
    from ..team.members import UserPoolClientLike, UserPoolLike

MOST_CIDRS: Final = 10
_MOST_SECURITY_GROUPS: Final = 5
ADDRESS_TYPES: Final = ("ipv4", "dualstack")

_PREFIX: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_RESERVED: Final = ("aws", "amazon", "cognito")
_NATIVE_ID: Final = re.compile(r"[a-zA-Z0-9_+]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class NetworkProps(Props):
    """The props that workforces of both kinds share: name, networks and provider."""

    workforce_name: Any = None
    allowed_cidrs: Sequence[str] | None = None
    vpc: IVpc | None = None
    vpc_subnets: SubnetSelection | None = None
    security_groups: Sequence[ISecurityGroup] | None = None
    ip_address_type: str | None = None
    provider: IWorkteamProvider | None = None

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """Yield what the services are known to refuse."""
        if not is_unresolved(self.workforce_name) and not is_text(self.workforce_name, WORKFORCE_NAME):
            yield Problem(
                ("workforce_name",), f"{WORKFORCE_NAME.of}, 1 to 63 characters", received(self.workforce_name)
            )
        if is_unresolved(self.workforce_name):
            yield Problem(
                ("workforce_name",), "a literal, since other resources look the workforce up by name", "a token"
            )
        yield from self._network_problems()
        if self.provider is not None:
            yield from provider_problems(self.provider, stack)

    def _network_problems(self) -> Iterator[Problem]:
        cidrs = self.allowed_cidrs
        if cidrs is not None and not is_unresolved(cidrs):
            if not isinstance(cidrs, list | tuple) or not 1 <= len(cidrs) <= MOST_CIDRS:
                yield Problem(("allowed_cidrs",), f"a list of 1 to {MOST_CIDRS} CIDRs", received(cidrs))
            else:
                yield from (
                    Problem(("allowed_cidrs", number), "a CIDR such as 203.0.113.0/24", received(cidr))
                    for number, cidr in enumerate(cidrs)
                    if not is_unresolved(cidr) and not _is_cidr(cidr)
                )
        if self.vpc is not None and cidrs is not None:
            yield Problem(
                ("allowed_cidrs",), "no CIDRs together with `vpc`, to which they don't apply", received(cidrs)
            )
        if self.vpc is None and (self.vpc_subnets is not None or self.security_groups is not None):
            yield Problem(("vpc",), "the VPC that `vpc_subnets` and `security_groups` belong to", "nothing")
        if self.vpc is not None and not 1 <= len(self.security_groups or ()) <= _MOST_SECURITY_GROUPS:
            yield Problem(("security_groups",), "1 to 5 security groups of the `vpc`", received(self.security_groups))
        if self.ip_address_type is not None and self.ip_address_type not in ADDRESS_TYPES:
            yield Problem(("ip_address_type",), " or ".join(ADDRESS_TYPES), received(self.ip_address_type))

    def networks(self) -> Mapping[str, object]:
        """Return the network properties of ``AWS::SageMaker::Workforce``."""
        found: dict[str, object] = {}
        if self.allowed_cidrs is not None:
            found["SourceIpConfig"] = {"Cidrs": list(self.allowed_cidrs)}
        if self.vpc is not None:
            subnets = self.vpc.select_subnets(**_selection(self.vpc_subnets))
            found["WorkforceVpcConfig"] = {
                "VpcId": self.vpc.vpc_id,
                "Subnets": subnets.subnet_ids,
                "SecurityGroupIds": [group.security_group_id for group in self.security_groups or ()],
            }
        if self.ip_address_type is not None:
            found["IpAddressType"] = self.ip_address_type
        return found


@dataclass(frozen=True, kw_only=True)
class CognitoProps(NetworkProps):
    """A workforce whose workers are users of a Cognito user pool."""

    domain_prefix: Any = None
    user_pool: UserPoolLike | None = None
    user_pool_client: UserPoolClientLike | None = None
    removal_policy: RemovalPolicy = RemovalPolicy.RETAIN

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """Yield what the services are known to refuse."""
        yield from super().problems(stack)
        yield from region_problems(stack, cognito=True)
        if (self.user_pool is None) != (self.user_pool_client is None):
            given, missing = (
                ("user_pool", "user_pool_client")
                if self.user_pool is not None
                else (
                    "user_pool_client",
                    "user_pool",
                )
            )
            yield Problem((missing,), "both `user_pool` and `user_pool_client`, or neither", f"only `{given}`")
        if (self.domain_prefix is None) == (self.user_pool is None):
            what = "neither" if self.user_pool is None else "both"
            yield Problem(("domain_prefix",), "either a `domain_prefix`, or a `user_pool` with a domain", what)
        prefix = self.domain_prefix
        if prefix is not None and not is_unresolved(prefix) and not _is_prefix(prefix):
            expected = "1 to 63 lower-case letters, digits and inner hyphens, without aws, amazon or cognito"
            yield Problem(("domain_prefix",), expected, received(prefix))
        if self.removal_policy == RemovalPolicy.SNAPSHOT:
            yield Problem(("removal_policy",), "DESTROY or RETAIN, since a user pool has no snapshots", "SNAPSHOT")


@dataclass(frozen=True, kw_only=True)
class OidcProps(NetworkProps):
    """A workforce whose workers sign in at an OIDC identity provider."""

    issuer: Any = None
    client_id: Any = None
    client_secret: Any = None
    authorization_endpoint: Any = None
    token_endpoint: Any = None
    user_info_endpoint: Any = None
    logout_endpoint: Any = None
    jwks_uri: Any = None
    scope: Any = None
    authentication_request_extra_params: Any = None

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """Yield what the services are known to refuse."""
        yield from super().problems(stack)
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "user_info_endpoint", "logout_endpoint",
                     "jwks_uri"):  # fmt: skip
            value = getattr(self, name)
            if not is_unresolved(value) and not (isinstance(value, str) and value.startswith("https://")):
                yield Problem((name,), "a URL that starts with https://", received(value))
        if not is_unresolved(self.client_id) and not (
            isinstance(self.client_id, str) and _NATIVE_ID.fullmatch(self.client_id)
        ):
            expected = (
                "letters, digits, _ and +, which are all that AWS::SageMaker::Workforce accepts; for an id with other "
                "characters create the workforce with `aws sagemaker create-workforce` and import it with "
                "`PrivateWorkforce.from_workforce_name`"
            )
            yield Problem(("client_id",), expected, received(self.client_id))
        if not hasattr(self.client_secret, "unsafe_unwrap"):
            yield Problem(
                ("client_secret",), "a SecretValue, so that the template doesn't contain the secret", "something else"
            )

    def config(self) -> dict[str, object]:
        """Return the ``OidcConfig`` of ``AWS::SageMaker::Workforce``."""
        members = {
            "Issuer": self.issuer,
            "ClientId": self.client_id,
            "ClientSecret": self.client_secret.unsafe_unwrap(),
            "AuthorizationEndpoint": self.authorization_endpoint,
            "TokenEndpoint": self.token_endpoint,
            "UserInfoEndpoint": self.user_info_endpoint,
            "LogoutEndpoint": self.logout_endpoint,
            "JwksUri": self.jwks_uri,
            "Scope": self.scope,
            "AuthenticationRequestExtraParams": self.authentication_request_extra_params,
        }
        return {name: value for name, value in members.items() if value is not None}


def _is_cidr(value: object) -> bool:
    try:
        ipaddress.ip_network(str(value))
    except ValueError:
        return False
    return isinstance(value, str) and "/" in value


def _is_prefix(value: object) -> bool:
    return isinstance(value, str) and bool(_PREFIX.fullmatch(value)) and not any(word in value for word in _RESERVED)


def _selection(subnets: Any) -> dict[str, Any]:
    given = getattr(subnets, "_values", subnets) or {}
    return {name: value for name, value in given.items() if value is not None}
