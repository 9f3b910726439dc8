"""Every public name, used as its types say."""

from typing import Unpack, assert_type

from aws_cdk import Duration, RemovalPolicy, SecretValue, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_sns as sns

from cdk_sagemaker_workteam import (
    AssetError,
    IPrivateWorkforce,
    IWorkteam,
    IWorkteamProvider,
    OidcWorkforce,
    PrivateWorkforce,
    Watch,
    WorkerAccess,
    Workteam,
    WorkteamMember,
    WorkteamProps,
    WorkteamProvider,
    WorkteamProviderProps,
    WorkteamValidationError,
    render_invitation,
)


def providers(stack: Stack, role: iam.Role, key: kms.Key) -> list[IWorkteamProvider]:
    own = WorkteamProvider(stack, "WorkteamProvider", role=role, log_encryption_key=key)
    own.function.add_environment("HTTPS_PROXY", "http://proxy.internal:3128")
    assert_type(own.service_token, str)
    return [
        own,
        WorkteamProvider.get_or_create(stack),
        WorkteamProvider.from_service_token(stack, "Theirs", "arn:aws:lambda:eu-west-1:123456789012:function:theirs"),
    ]


def member(pool: cognito.UserPool, client: cognito.UserPoolClient, group: cognito.UserPoolGroup) -> WorkteamMember:
    WorkteamMember.cognito(user_pool="eu-west-1_AbCd12345", user_pool_client="client", group="annotators")
    WorkteamMember.oidc(groups=["annotators"])
    return WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group=group)


def team(stack: Stack, members: list[WorkteamMember], topic: sns.Topic, provider: IWorkteamProvider) -> Workteam:
    made = Workteam(
        stack,
        "Team",
        description="Annotates",
        members=members,
        workteam_name="annotators",
        workforce_name="company",
        notification_topic=topic,
        worker_access=WorkerAccess(source_ip=True),
        removal_policy=RemovalPolicy.RETAIN,
        adopt_existing=True,
        provider=provider,
    )
    assert_type(made.workforce_arn, str)
    assert_type(made.portal_url, str)
    assert_type(made.sub_domain, str)
    return made


def workforces(stack: Stack, pool: cognito.UserPool, secret: SecretValue, topic: sns.Topic) -> list[IPrivateWorkforce]:
    own = PrivateWorkforce(stack, "Workforce", workforce_name="crowd", domain_prefix="acme")
    own.invite_by_mail(organization="Acme", contact="help@acme.example")
    group = own.add_group("annotators")
    assert_type(group, WorkteamMember)
    own.add_worker("ada", email="ada@acme.example", groups=[group], notify=topic)
    assert_type(own.portal_url, str)
    assert_type(own.watch(heal=True), Watch)
    Workteam(stack, "OfWorkforce", description="Annotates", members=[group], workforce=own).watch()
    theirs = PrivateWorkforce.oidc(
        stack,
        "Oidc",
        workforce_name="company",
        issuer="https://idp.example",
        client_id="labeling",
        client_secret=secret,
        authorization_endpoint="https://idp.example/authorize",
        token_endpoint="https://idp.example/token",
        user_info_endpoint="https://idp.example/user",
        logout_endpoint="https://idp.example/logout",
        jwks_uri="https://idp.example/keys",
    )
    assert_type(theirs, OidcWorkforce)
    shared = PrivateWorkforce.from_workforce_name(stack, "Shared", "crowd", user_pool=pool, user_pool_client="client")
    shared.add_worker("bob", email="bob@acme.example", groups=[shared.add_group("reviewers")])
    assert_type(render_invitation(organization="Acme", portal_url=own.portal_url), dict[str, str])
    return [own, theirs, shared]


def imported(stack: Stack, arn: str) -> list[IWorkteam]:
    return [
        Workteam.from_workteam_arn(stack, "ByArn", arn),
        Workteam.from_workteam_name(stack, "ByName", "annotators"),
        Workteam.from_workteam_attributes(stack, "ByBoth", workteam_arn=arn, workteam_name="annotators"),
    ]


def granted(team: Workteam, grantee: iam.Role) -> None:
    anybodys: IWorkteam = team
    assert_type(anybodys.grant_labeling(grantee), iam.Grant)
    assert_type(anybodys.grant_read(grantee), iam.Grant)
    assert_type(anybodys.grant(grantee, "sagemaker:UpdateWorkteam"), iam.Grant)
    assert_type(anybodys.workteam_arn, str)
    assert_type(team.workteam_name, str)


class CompanyTeam(Workteam):
    def __init__(self, scope: Stack, construct_id: str, **props: Unpack[WorkteamProps]) -> None:
        super().__init__(scope, construct_id, **props)


class CompanyProvider(WorkteamProvider):
    def __init__(self, scope: Stack, construct_id: str, **props: Unpack[WorkteamProviderProps]) -> None:
        super().__init__(scope, construct_id, **props)


def wrapped(stack: Stack, members: list[WorkteamMember]) -> Workteam:
    provider = CompanyProvider(stack, "Company", timeout=Duration.minutes(2), allow_adoption=False)
    provider.metric_errors(period=Duration.minutes(1))
    provider.create_failure_alarm(threshold=2, alarm_name="teams")
    team = CompanyTeam(
        stack, "Ours", description="", members=members, provider=provider, worker_access={"source_ip": True}
    )
    assert_type(team.provider, IWorkteamProvider)
    sagemaker.CfnWorkteam.arn_for_workteam(team)
    Workteam.from_workteam_ref(
        stack, "Theirs", sagemaker.CfnWorkteam(stack, "L1", member_definitions=[], description="", workteam_name="l1")
    )
    return team


def told(error: WorkteamValidationError | AssetError) -> str:
    if isinstance(error, WorkteamValidationError):
        return ", ".join(problem.path for problem in error.problems)
    return str(error)
