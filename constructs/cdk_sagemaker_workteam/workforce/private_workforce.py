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
    """The private workforce of an account and Region, and the door by which its workers get in.

    An account has one private workforce in a Region. This construct makes it, by native resources, from a Cognito user
    pool, and keeps the labeling portal's addresses in the app client: whatever changes the client later, workers can
    sign in after every deployment.
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
        """Create the workforce. ``None`` is the same as not given, for every optional parameter.

        Parameters
        ----------
        workforce_name
            1 to 63 letters, digits and hyphens, the first not a hyphen. A literal: others look the workforce up by it.
            Another name makes another workforce, once the old one, which must have no teams, is deleted.
        domain_prefix
            Makes a user pool, its domain ``<prefix>.auth.<region>.amazoncognito.com`` and an app client. 1 to 63
            lower-case letters, digits and inner hyphens, unique in the Region, without ``aws``, ``amazon`` or
            ``cognito``. The pool's users sign in by name or mail address, with an authenticator app.
        user_pool, user_pool_client
            Instead of ``domain_prefix``: a pool of one's own, which has a domain, and an app client of it, which has a
            secret. Of a client of this app every change in the template, and of a parameter that it refers to, is
            followed by a repair; a change of one that is imported is not seen, but by a watch.
        allowed_cidrs
            1 to 10 CIDRs from which workers may sign in and work (``SourceIpConfig``). Default: from everywhere.
        vpc, vpc_subnets, security_groups
            Instead of ``allowed_cidrs``: the VPC from which alone the portal is reached (``WorkforceVpcConfig``).
        ip_address_type
            ``ipv4`` or ``dualstack``. Default: the service's own, ``ipv4``.
        removal_policy
            What happens to the user pool, and the workers in it, when it is removed from the stack; all else goes with
            the stack. Default: RETAIN.
        provider
            The provider whose function keeps the sign-in. Default: one shared by all teams in the stack.

        Raises
        ------
        WorkteamValidationError
            For literals that the services would refuse, all of them at once, and for a Region without user pools.
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
        """What must exist before a team of it is made, and until it is deleted."""
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
        """Return the workforce of another stack, or one that was made by hand, of this account and Region.

        Whoever made it keeps its sign-in; this app makes groups and teams of it.

        Parameters
        ----------
        workforce_name
            Its name.
        user_pool, user_pool_client
            Its user pool and the app client by which its workers sign in. ``add_group`` needs both, ``add_worker`` and
            ``invite_by_mail`` the pool.
        provider
            The provider whose function looks the portal up, if ``portal_url`` or ``sub_domain`` is used. Default: one
            shared by all teams in the stack.
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
        """Return a workforce whose workers an OIDC identity provider knows.

        Parameters
        ----------
        **props
            Those of `OidcWorkforce`.
        """
        from .oidc import OidcWorkforce

        return OidcWorkforce(scope, id, **props)

    @property
    @jsii.member(jsii_name="cdkTagManager")
    def cdk_tag_manager(self) -> TagManager:
        """The workforce's tags, as ``Tags.of`` sets them."""
        return self._tags

    @property
    def workforce_name(self) -> str:
        """Its name, unique in the account and Region."""
        name: str = self._props.workforce_name
        return name

    @property
    def workforce_arn(self) -> str:
        """Its ARN."""
        return self._resource.get_att("WorkforceArn").to_string()

    @property
    def sub_domain(self) -> str:
        """The host of the labeling portal."""
        return self._sign_in.resource.get_att_string("SubDomain")

    @property
    def portal_url(self) -> str:
        """The address of the labeling portal: ``https://`` and its host. Known once workers can sign in there."""
        return self._sign_in.resource.get_att_string("PortalUrl")

    @property
    def user_pool(self) -> cognito.IUserPool:
        """The user pool of its workers."""
        return self._user_pool

    @property
    def user_pool_client(self) -> cognito.IUserPoolClient:
        """The app client by which they sign in. Its L1 is the default child; nobody is shown its secret."""
        return self._client

    def _properties(self) -> Mapping[str, object]:
        config = {"UserPool": self._user_pool.user_pool_id, "ClientId": self._client.user_pool_client_id}
        return {
            "WorkforceName": self.workforce_name,
            "CognitoConfig": config,
            **self._props.networks(),
            "Tags": Lazy.any(self._tags),
        }
