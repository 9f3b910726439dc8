"""A private workforce whose workers are users of a Cognito user pool."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Unpack, cast

from aws_cdk import CfnResource, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito

from .._contract import Problem
from ..provider.provider import WorkteamProvider
from ..references import keep_strong, resource_of
from ..team.members import WorkteamMember
from ..team.sign_in import domain_dependencies
from ..validation import WorkteamValidationError
from .addresses import Addresses
from .client import ClientDigest, PortalClient, as_client
from .interface import IPrivateWorkforce, WorkforceBase
from .invitation import Invitation, InvitationProps
from .once import only_one
from .props import CognitoProps
from .regions import warn_of_missing_portal
from .sign_in import SignIn
from .workers import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk.aws_cloudwatch import Metric
    from aws_cdk.aws_ec2 import ISecurityGroup, IVpc, SubnetSelection
    from aws_cdk.aws_scheduler import ScheduleExpression
    from aws_cdk.aws_sns import ITopic
    from constructs import Construct, IDependable

    from ..options import MetricOptions
    from ..provider.interface import IWorkteamProvider
    from ..team.members import UserPoolClientLike, UserPoolLike
    from ..team.notifications import TopicLike
    from ..watch.watch import Watch
    from .oidc import OidcWorkforce

WORKFORCE_TYPE: Final = "AWS::SageMaker::Workforce"
_WHAT: Final = "private workforce"
_WAY_OUT: Final = "write the texts in a CustomMessage trigger of your own by `render_invitation`"


class PrivateWorkforce(WorkforceBase):
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
            raise WorkteamValidationError(self.node.path, found, what=_WHAT)
        warn_of_missing_portal(self)
        if provider is not None:
            keep_strong(provider.service_token)
        self._props: Final = props
        self._provider: Final[IWorkteamProvider] = provider or WorkteamProvider.get_or_create(stack)
        digest = ClientDigest(stack)
        self._addresses: Final = (
            Addresses(self, "Addresses", workforce_name=workforce_name, provider=self._provider, digest=digest.value)
            if props.user_pool is None
            else None
        )
        self._user_pool: Final = self._make_pool() if props.user_pool is None else _as_pool(self, props.user_pool)
        given = user_pool_client if user_pool_client is not None else self._make_client()
        client = resource_of(given, cognito.CfnUserPoolClient)
        self._client_like: Final[UserPoolClientLike] = given
        self._client: Final = _as_client(self, given)
        digest.of(client, self._client.user_pool_client_id)
        self._resource: Final = CfnResource(self, "Workforce", type=WORKFORCE_TYPE, properties=dict(self._properties()))
        self.node.default_child = self._resource
        pool = resource_of(user_pool or self._user_pool, cognito.CfnUserPool)
        self._resource.node.add_dependency(*domain_dependencies(self._resource, stack, pool))
        self._sign_in: Final = SignIn(
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
        self._groups: Final[dict[str, WorkteamMember]] = {}
        self._invitation: Invitation | None = None

    @staticmethod
    def from_workforce_name(
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        workforce_name: str,
        *,
        user_pool: UserPoolLike | None = None,
        user_pool_client: UserPoolClientLike | None = None,
        provider: IWorkteamProvider | None = None,
    ) -> IPrivateWorkforce:
        """Return the workforce of another stack, or one that was made by hand, of this account and Region.

        Whoever made it keeps its sign-in; this app makes groups and teams of it.

        Parameters
        ----------
        workforce_name
            Its name.
        user_pool, user_pool_client
            Its user pool and the app client by which its workers sign in. Needed for ``add_group`` of Cognito.
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
        **props: Any,
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

    def add_group(self, name: str) -> WorkteamMember:
        """Make a group of workers; the same one for the same name.

        Parameters
        ----------
        name
            1 to 128 characters without spaces.
        """
        if name not in self._groups:
            group = cognito.CfnUserPoolGroup(
                self, f"Group-{name}", user_pool_id=self._user_pool.user_pool_id, group_name=name
            )
            member = WorkteamMember.cognito(
                user_pool=self._props.user_pool or self._user_pool,
                user_pool_client=self._client_like,
                group=group,
            )
            self._groups[name] = replace(member, workforce=self)
        return self._groups[name]

    def add_worker(
        self,
        username: str,
        *,
        email: str,
        groups: Sequence[WorkteamMember] = (),
        notify: ITopic | None = None,
    ) -> cognito.CfnUserPoolUser:
        """Make a worker, who is invited by mail once the portal lets her in.

        Cognito's own sender sends at most 50 mails a day. A worker who is removed from the template is deleted.

        Parameters
        ----------
        username
            The user's name in the pool.
        email
            Where the invitation goes.
        groups
            What she works on: members that `add_group` returned.
        notify
            A topic to which the address is subscribed, such as the one that her team notifies; she has to confirm that.
            Default: none.

        Raises
        ------
        WorkteamValidationError
            For an address that is none, and for groups of another kind.
        """
        worker = Worker(
            self,
            f"Worker-{username}",
            user_pool_id=self._user_pool.user_pool_id,
            username=username,
            email=email,
            groups=groups,
            named_by_mail=self._are_named_by_mail,
        )
        worker.invite_after(self._sign_in.resource, *(self._invitation.permissions if self._invitation else ()))
        if notify is not None:
            worker.subscribe(notify)
        return worker.user

    def invite_by_mail(
        self,
        *,
        organization: str,
        contact: str | None = None,
        subject: str | None = None,
        template: str | None = None,
    ) -> None:
        """Let invitations name the portal: a CustomMessage trigger of the user pool, looking it up at each mail.

        Where the portal can't be found the mail goes out without it, and `metric_invitations_without_portal` says so.

        Parameters
        ----------
        organization
            Who invites.
        contact
            Whom to ask, such as a mail address. Default: nobody is named.
        subject
            At most 140 characters; may hold ``{organization}``, ``{portal_url}`` and ``{contact}``. Default: one that
            names the organization.
        template
            HTML with ``{username}`` and ``{####}``, the temporary password, and what a subject may hold. All texts
            together: at most 3,500 bytes. Default: a text of a few lines.

        Raises
        ------
        WorkteamValidationError
            For texts that Cognito or Lambda would refuse, for a user pool that is imported, and for one that has such a
            trigger already; `render_invitation` writes the texts for a trigger of your own.
        """
        props = InvitationProps.of(locals())
        found = [*props.problems(), *_trigger_problems(self._user_pool, made=self._invitation is not None)]
        if found:
            raise WorkteamValidationError(self.node.path, found, what=_WHAT)
        invitation = Invitation(self, "Invitation", self.workforce_name, props)
        try:
            invitation.add_to(cast("cognito.UserPool", self._user_pool))
        except RuntimeError as error:  # the CDK alone knows a pool's triggers
            problem = Problem("user_pool", f"one without a CustomMessage trigger; else {_WAY_OUT}", "one that has it")
            raise WorkteamValidationError(self.node.path, [problem], what=_WHAT) from error
        self._invitation = invitation

    def watch(
        self,
        *,
        schedule: ScheduleExpression | None = None,
        notify: TopicLike | None = None,
        heal: bool = False,
    ) -> Watch:
        """Have the provider's function look, by a schedule, whether workers can get in as the template says.

        It looks at the workforce's status and allowed networks, and at the portal's addresses in the app client.

        Parameters
        ----------
        schedule
            How often, ``ScheduleExpression.rate`` or ``.cron`` of ``aws_cdk.aws_scheduler``; a tick comes up to 15
            minutes late. Default: every 6 hours.
        notify
            SNS topic, or its ARN, to which an alarm tells that something differs, and that it no longer does. Default:
            no alarm.
        heal
            Whether addresses that are missing are put back. Nothing else is changed. Default: False.

        Raises
        ------
        WorkteamValidationError
            For a schedule that ticks once.
        """
        # the modules of a watch are loaded where one is wanted
        from .._contract import NETWORKS, SIGN_IN_TYPE
        from ..watch.watch import make_watch

        cidrs = self._props.allowed_cidrs
        return make_watch(
            self,
            {"schedule": schedule, "notify": notify, "heal": heal},
            "private workforce",
            resource=self._sign_in.resource,
            resource_type=SIGN_IN_TYPE,
            # a digest is nothing to look for, and the values in it may be no JSON
            properties={
                **self._sign_in.properties,
                "ClientDigest": "watched",
                **({} if cidrs is None else {NETWORKS: list(cidrs)}),
            },
            provider=self._provider,
        )

    def metric_drift(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return how many things a tick of `watch` found to differ; no data where the workforce is not watched.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the maximum over 5 minutes.
        """
        from ..watch.watch import drift_metric

        return drift_metric(cast("CfnResource", self._sign_in.resource.node.default_child), **options)

    @property
    def _are_named_by_mail(self) -> bool:
        pool = resource_of(self._props.user_pool, cognito.CfnUserPool)
        return pool is not None and "email" in (pool.username_attributes or ())

    def _make_pool(self) -> cognito.UserPool:
        pool = cognito.UserPool(
            self,
            "UserPool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            sign_in_case_sensitive=False,
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
            ),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            removal_policy=self._props.removal_policy,
        )
        pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=self._props.domain_prefix))
        return pool

    def _make_client(self) -> PortalClient:
        assert self._addresses is not None  # noqa: S101
        return PortalClient(
            self,
            "Client",
            pool=self._user_pool,
            callbacks=[self._addresses.callback, self._addresses.portal_url],
            logout=self._addresses.logout,
        )

    def _properties(self) -> Mapping[str, object]:
        config = {"UserPool": self._user_pool.user_pool_id, "ClientId": self._client.user_pool_client_id}
        return {"WorkforceName": self.workforce_name, "CognitoConfig": config, **self._props.networks()}


def _as_pool(scope: Construct, given: Any) -> cognito.IUserPool:
    if hasattr(given, "user_pool_id") and not isinstance(given, CfnResource):
        return cast("cognito.IUserPool", given)
    user_pool_id = given.ref if isinstance(given, CfnResource) else given
    return cognito.UserPool.from_user_pool_id(scope, "GivenUserPool", user_pool_id)


def _as_client(scope: Construct, given: Any) -> cognito.IUserPoolClient:
    if isinstance(given, cognito.CfnUserPoolClient):
        return as_client(scope, "UserPoolClient", given)
    if isinstance(given, str):
        return cognito.UserPoolClient.from_user_pool_client_id(scope, "UserPoolClient", given)
    return cast("cognito.IUserPoolClient", given)


def _trigger_problems(pool: cognito.IUserPool, *, made: bool) -> list[Problem]:
    if made:
        return [Problem("invite_by_mail", "one call", "a second one")]
    if not hasattr(pool, "add_trigger"):
        return [Problem("user_pool", f"a UserPool of this app, whose triggers can be set; else {_WAY_OUT}", "another")]
    return []
