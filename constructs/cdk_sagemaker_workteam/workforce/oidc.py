"""A private workforce whose workers sign in at an OIDC identity provider."""

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
    """The private workforce of an account and Region, whose workers sign in at an OIDC identity provider.

    The identity provider must allow the redirect URI ``<portal_url>/oauth2/idpresponse``. ``portal_url`` is known only
    after the first deployment.
    """

    user_pool: None = None
    """None: the workers sign in at an OIDC identity provider."""

    user_pool_client: None = None
    """None: the workers sign in at an OIDC identity provider."""

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
        """Create the workforce. An optional parameter that is ``None`` counts as left out.

        Parameters
        ----------
        workforce_name
            As that of `PrivateWorkforce`.
        issuer, authorization_endpoint, token_endpoint, user_info_endpoint, logout_endpoint, jwks_uri
            URLs of the identity provider (``OidcConfig``), each starting with ``https://``. They can be changed only
            while the workforce has no teams.
        client_id, client_secret
            The OAuth client that the identity provider issued for SageMaker (``OidcConfig``).
            ``AWS::SageMaker::Workforce`` accepts only letters, digits, ``_`` and ``+`` in both. Pass the secret from
            Secrets Manager or SSM, so that the template doesn't contain it.
        scope_of_tokens
            The OAuth scopes to request (``Scope`` of ``OidcConfig``). Default: SageMaker's.
        authentication_request_extra_params
            Further parameters of the authorization request (``AuthenticationRequestExtraParams`` of ``OidcConfig``).
            Default: none.
        allowed_cidrs, vpc, vpc_subnets, security_groups, ip_address_type
            As those of `PrivateWorkforce`.

        Raises
        ------
        WorkteamValidationError
            For literals that CreateWorkforce would refuse and parameters that conflict, all of them at once, and for a
            second workforce in a stack.
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
        """What must exist before a team of the workforce is created and until it is deleted."""

    @property
    @jsii.member(jsii_name="cdkTagManager")
    def cdk_tag_manager(self) -> TagManager:
        """The tags that ``Tags.of`` puts on the workforce."""
        return self._tags

    @property
    def workforce_name(self) -> str:
        """The workforce's name, unique in the account and Region."""
        return self._name

    @property
    def workforce_arn(self) -> str:
        """The workforce's ARN."""
        return self._resource.get_att("WorkforceArn").to_string()

    @property
    def sub_domain(self) -> str:
        """The host name of the labeling portal."""
        return self._resource.get_att("SubDomain").to_string()

    @property
    def portal_url(self) -> str:
        """The URL of the labeling portal: ``https://`` and its host name."""
        return Fn.join("", ["https://", self.sub_domain])

    def _expected_of(self, member: WorkteamMember) -> str | None:
        """Say what was expected instead of a member that can't belong to this workforce; None if it can."""
        if member.oidc_groups is not None:
            return None
        return "OIDC members, since the workforce uses an OIDC identity provider"

    def add_group(self, name: str) -> WorkteamMember:
        """Return a group of the identity provider as a member for teams.

        Parameters
        ----------
        name
            1 to 63 characters, spelled as in the identity provider's groups claim.
        """
        return WorkteamMember.oidc(groups=[name])
