"""A private workforce whose workers an OIDC identity provider knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jsii
from aws_cdk import CfnResource, Fn, ITaggableV2, Lazy, SecretValue, Stack, TagManager

from ..team.members import WorkteamMember
from ..validation import WorkteamValidationError
from .interface import WorkforceBase
from .once import only_one
from .props import OidcProps
from .regions import warn_of_missing_portal
from .tags import WORKFORCE_TYPE, WorkforceTags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk.aws_ec2 import ISecurityGroup, IVpc, SubnetSelection
    from constructs import Construct, IDependable


@jsii.implements(ITaggableV2)
class OidcWorkforce(WorkforceBase):
    """The private workforce of an account and Region, with its workers at an OIDC identity provider.

    Its provider must call back ``https://<portal>/oauth2/idpresponse``; ``portal_url`` is known once it is deployed.
    """

    user_pool: None = None
    """None: an OIDC identity provider knows the workers."""

    user_pool_client: None = None
    """None: an OIDC identity provider knows the workers."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        workforce_name: str,
        issuer: str,
        client_id: str,
        client_secret: SecretValue,
        authorization_endpoint: str,
        token_endpoint: str,
        user_info_endpoint: str,
        logout_endpoint: str,
        jwks_uri: str,
        scope_of_tokens: str | None = None,
        authentication_request_extra_params: Mapping[str, str] | None = None,
        allowed_cidrs: Sequence[str] | None = None,
        vpc: IVpc | None = None,
        vpc_subnets: SubnetSelection | None = None,
        security_groups: Sequence[ISecurityGroup] | None = None,
        ip_address_type: str | None = None,
    ) -> None:
        """Create the workforce.

        Parameters
        ----------
        workforce_name
            1 to 63 letters, digits and hyphens, the first not a hyphen.
        issuer, authorization_endpoint, token_endpoint, user_info_endpoint, logout_endpoint, jwks_uri
            Addresses of the identity provider (``OidcConfig``), each with ``https://``. They can be changed only while
            the workforce has no team.
        client_id, client_secret
            What the identity provider knows SageMaker by. The native resource takes ids of letters, digits, _ and +
            only. The secret comes from Secrets Manager or SSM, so that it is in no template.
        scope_of_tokens
            ``Scope`` of ``OidcConfig``. Default: the service's own.
        authentication_request_extra_params
            ``AuthenticationRequestExtraParams`` of ``OidcConfig``. Default: none.
        allowed_cidrs, vpc, vpc_subnets, security_groups, ip_address_type
            As those of `PrivateWorkforce`.

        Raises
        ------
        WorkteamValidationError
            For literals that the services would refuse, all of them at once.
        """
        given = dict(locals())
        props = OidcProps.of(given | {"scope": scope_of_tokens})
        super().__init__(scope, id)
        stack = Stack.of(self)
        found = [*props.problems(stack), *only_one(self, stack)]
        if found:
            raise WorkteamValidationError(self.node.path, found, what="private workforce")
        warn_of_missing_portal(self)
        self._name: Final = workforce_name
        self._tags: Final = WorkforceTags()
        properties = {
            "WorkforceName": workforce_name,
            "OidcConfig": props.config(),
            **props.networks(),
            "Tags": Lazy.any(self._tags),
        }
        self._resource: Final = CfnResource(self, "Workforce", type=WORKFORCE_TYPE, properties=properties)
        self.node.default_child = self._resource
        self.ready: Sequence[IDependable] = (self._resource,)
        """What must exist before a team of it is made, and until it is deleted."""

    @property
    @jsii.member(jsii_name="cdkTagManager")
    def cdk_tag_manager(self) -> TagManager:
        """The workforce's tags, as ``Tags.of`` sets them."""
        return self._tags

    @property
    def workforce_name(self) -> str:
        """Its name, unique in the account and Region."""
        return self._name

    @property
    def workforce_arn(self) -> str:
        """Its ARN."""
        return self._resource.get_att("WorkforceArn").to_string()

    @property
    def sub_domain(self) -> str:
        """The host of the labeling portal."""
        return self._resource.get_att("SubDomain").to_string()

    @property
    def portal_url(self) -> str:
        """The address of the labeling portal: ``https://`` and its host."""
        return Fn.join("", ["https://", self.sub_domain])

    def _expected_of(self, member: WorkteamMember) -> str | None:
        """Say what a member should be that can't be of this workforce; None where it can."""
        return None if member.oidc_groups is not None else "OIDC members, as the workforce's workers are"

    def add_group(self, name: str) -> WorkteamMember:
        """Return the workers of one of the provider's groups, as a member for teams.

        Parameters
        ----------
        name
            1 to 63 characters, as the provider's groups claim spells it.
        """
        return WorkteamMember.oidc(groups=[name])
