"""A private workforce whose workers are users of a Cognito user pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

import jsii
from aws_cdk import CfnResource, ITaggableV2, Lazy, RemovalPolicy, Stack, TagManager
from aws_cdk import aws_cognito as cognito

from ..provider.provider import WorkteamProvider
from ..references import keep_strong, resource_of
from ..team.sign_in import domain_dependencies
from ..validation import WorkteamValidationError
from .addresses import Addresses
from .client import ClientDigest, PortalClient
from .once import only_one
from .people import WHAT
from .pool import client_construct, make_pool, pool_construct
from .props import CognitoProps
from .regions import warn_of_missing_portal
from .sign_in import SignIn
from .tags import WORKFORCE_TYPE, WorkforceTags
from .watched import WatchedWorkforce

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk.aws_ec2 import ISecurityGroup, IVpc, SubnetSelection
    from constructs import Construct, IDependable

    from ..options import OidcWorkforceProps
    from ..provider.interface import IWorkteamProvider
    from ..team.members import UserPoolClientLike, UserPoolLike
    from .imported import ImportedWorkforce
    from .oidc import OidcWorkforce


@jsii.implements(ITaggableV2)
class PrivateWorkforce(WatchedWorkforce):
    """The private workforce of an account and Region, over a Cognito user pool, and its workers' sign-in.

    An account has one private workforce per Region. This construct creates it as an ``AWS::SageMaker::Workforce`` and
    keeps the labeling portal's URLs in the app client: workers can sign in after every deployment, whatever else that
    deployment changes in the client.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        workforce_name: str,
        domain_prefix: str | None = None,
        user_pool: UserPoolLike | None = None,
        user_pool_client: UserPoolClientLike | None = None,
        allowed_cidrs: Sequence[str] | None = None,
        vpc: IVpc | None = None,
        vpc_subnets: SubnetSelection | None = None,
        security_groups: Sequence[ISecurityGroup] | None = None,
        ip_address_type: str | None = None,
        removal_policy: RemovalPolicy | None = None,
        provider: IWorkteamProvider | None = None,
    ) -> None:
        """Create the workforce. An optional parameter that is ``None`` counts as left out.

        Parameters
        ----------
        workforce_name
            1 to 63 letters, digits and hyphens, the first not a hyphen. Must be a literal, since other resources look
            the workforce up by name. A new name replaces the workforce: the old one is deleted first, and must not have
            any teams.
        domain_prefix
            Creates a user pool, its domain ``<prefix>.auth.<region>.amazoncognito.com`` and an app client. 1 to 63
            lower-case letters, digits and inner hyphens, unique in the Region, without ``aws``, ``amazon`` or
            ``cognito``. Only administrators create users. They sign in with their user name or email address and an
            authenticator app (TOTP).
        user_pool, user_pool_client
            Instead of ``domain_prefix``: your own pool, which needs a domain, and an app client of it, which needs a
            secret. If this app defines the client, the portal's URLs are restored whenever the client's template or a
            parameter it refers to changes. Changes to an imported client are noticed only by ``watch``.
        allowed_cidrs
            1 to 10 CIDR blocks from which workers can use the portal (``SourceIpConfig``). Default: no restriction.
        vpc, vpc_subnets, security_groups
            Instead of ``allowed_cidrs``: the only VPC from which the portal can be reached (``WorkforceVpcConfig``),
            with 1 to 5 security groups. Default for ``vpc_subnets``: those of ``vpc.select_subnets()``.
        ip_address_type
            ``ipv4`` or ``dualstack`` (``IpAddressType``). Default: SageMaker's, which is ``ipv4``.
        removal_policy
            What happens to the user pool of ``domain_prefix``, with the workers in it, when it is removed from the
            stack. Everything else is deleted. SNAPSHOT is not supported. Default: RETAIN.
        provider
            The provider whose Lambda function writes the portal's URLs to the app client. Default: one shared by the
            whole stack.

        Raises
        ------
        WorkteamValidationError
            For literals that CreateWorkforce or Cognito would refuse and parameters that conflict, all of them at once;
            for a second workforce in a stack; for a Region without Cognito user pools.
        """
        props = CognitoProps.of(locals())
        super().__init__(scope, id)
        stack = Stack.of(self)
        found = [*props.problems(stack), *only_one(self, stack)]
        if found:
            raise WorkteamValidationError(self.node.path, found, what=WHAT)
        warn_of_missing_portal(self)
        if provider is not None:
            keep_strong(provider.service_token)
        self._props = props
        self._provider = provider or WorkteamProvider.get_or_create(stack)
        digest = ClientDigest(stack)
        self._user_pool: cognito.IUserPool
        if props.user_pool is None:
            addresses = Addresses(
                self, "Addresses", workforce_name=workforce_name, provider=self._provider, digest=digest.value
            )
            self._user_pool = self._pool_like = make_pool(self, props.domain_prefix, props.removal_policy)
            self._client_like = PortalClient(self, "Client", self._user_pool, addresses)
        else:
            self._user_pool = pool_construct(self, props.user_pool)
            self._pool_like, self._client_like = props.user_pool, props.user_pool_client
        client = resource_of(self._client_like, cognito.CfnUserPoolClient)
        self._client: Final = client_construct(self, self._client_like)
        digest.of(client, self._client.user_pool_client_id)
        self._tags: Final = WorkforceTags()
        self._resource: Final = CfnResource(self, "Workforce", type=WORKFORCE_TYPE, properties=dict(self._properties()))
        self.node.default_child = self._resource
        pool = resource_of(self._pool_like, cognito.CfnUserPool)
        self._resource.node.add_dependency(*domain_dependencies(self._resource, stack, pool))
        self._sign_in = SignIn(
            self,
            "SignIn",
            workforce_name=workforce_name,
            user_pool_id=self._user_pool.user_pool_id,
            client_id=self._client.user_pool_client_id,
            digest=digest.value,
            provider=self._provider,
            after=[self._resource],
        )
        self.ready: Sequence[IDependable] = (self._resource, self._sign_in.resource)
        """What must exist before a team of the workforce is created and until it is deleted."""
        self._door.add(self._sign_in.resource)

    @staticmethod
    def from_workforce_name(
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        workforce_name: str,
        *,
        user_pool: UserPoolLike | None = None,
        user_pool_client: UserPoolClientLike | None = None,
        provider: IWorkteamProvider | None = None,
    ) -> ImportedWorkforce:
        """Import a workforce of this account and Region, defined in another stack or created by hand.

        This app can give it groups, workers and teams. It doesn't maintain the portal's URLs in the app client.

        Parameters
        ----------
        workforce_name
            The workforce's name, which can be a token.
        user_pool, user_pool_client
            The workforce's user pool and app client, or their ids. ``add_group`` needs both, ``add_worker`` and
            ``invite_by_mail`` only the pool.
        provider
            The provider whose Lambda function looks up ``portal_url`` and ``sub_domain`` (DescribeWorkforce), if they
            are used. Default: one shared by the whole stack.

        Raises
        ------
        WorkteamValidationError
            For a name that no workforce can have.
        """
        from .imported import ImportedWorkforce

        return ImportedWorkforce(
            scope,
            id,
            workforce_name=workforce_name,
            user_pool=user_pool,
            user_pool_client=user_pool_client,
            provider=provider,
        )

    @staticmethod
    def oidc(
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        **props: Unpack[OidcWorkforceProps],
    ) -> OidcWorkforce:
        """Create a workforce whose workers sign in at an OIDC identity provider.

        Parameters
        ----------
        **props
            Those of `OidcWorkforce`.

        Raises
        ------
        WorkteamValidationError
            As `OidcWorkforce`.
        """
        from .oidc import OidcWorkforce

        return OidcWorkforce(scope, id, **props)

    @property
    @jsii.member(jsii_name="cdkTagManager")
    def cdk_tag_manager(self) -> TagManager:
        """The tags that ``Tags.of`` puts on the workforce."""
        return self._tags

    @property
    def workforce_name(self) -> str:
        """The workforce's name, unique in the account and Region."""
        name: str = self._props.workforce_name
        return name

    @property
    def workforce_arn(self) -> str:
        """The workforce's ARN."""
        return self._resource.get_att("WorkforceArn").to_string()

    @property
    def sub_domain(self) -> str:
        """The host name of the labeling portal."""
        return self._sign_in.resource.get_att_string("SubDomain")

    @property
    def portal_url(self) -> str:
        """The URL of the labeling portal: ``https://`` and its host name. Resolved once workers can sign in there."""
        return self._sign_in.resource.get_att_string("PortalUrl")

    @property
    def user_pool(self) -> cognito.IUserPool:
        """The workers' user pool."""
        return self._user_pool

    @property
    def user_pool_client(self) -> cognito.IUserPoolClient:
        """The app client that workers sign in with. Its L1 is the default child, if this app defines the client."""
        return self._client

    def _properties(self) -> Mapping[str, object]:
        config = {"UserPool": self._user_pool.user_pool_id, "ClientId": self._client.user_pool_client_id}
        return {
            "WorkforceName": self.workforce_name,
            "CognitoConfig": config,
            **self._props.networks(),
            "Tags": Lazy.any(self._tags),
        }
