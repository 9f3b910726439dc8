"""Mistakes that a type checker reports to users; each comment is the expected error."""

from aws_cdk import App, Duration, SecretValue, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from cdk_sagemaker_workteam import (
    IWorkteam,
    OidcWorkforce,
    PrivateWorkforce,
    WorkerAccess,
    Workteam,
    WorkteamMember,
    WorkteamProvider,
    render_invitation,
)

stack = Stack(App(), "Stack")
pool = cognito.UserPool(stack, "Pool")
role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
members = [WorkteamMember.oidc(groups=["annotators"])]

Workteam(stack, "A", members=members)  # call-arg
Workteam(stack, "B", description=1, members=members)  # arg-type
Workteam(stack, "C", description="", members=["annotators"])  # list-item
Workteam(stack, "D", description="", members=members, worker_access=True)  # arg-type
Workteam(stack, "E", description="", members=members, notification_topic=role)  # arg-type
Workteam(stack, "F", description="", members=members, provider=role)  # arg-type
Workteam(stack, "G", description="", members=members, workteam="annotators")  # call-arg
WorkteamMember.cognito(user_pool=pool, user_pool_client=pool, group="annotators")  # arg-type
WorkteamMember.oidc(groups=[role])  # list-item
WorkerAccess(source_ip="yes")  # arg-type
WorkteamProvider(stack, "H", memory_size="256")  # arg-type
provider = WorkteamProvider(stack, "J", allow_adoption=True)
provider.metric_errors(periods=1)  # call-arg
provider.create_failure_alarm(threshold="3")  # arg-type
Workteam(stack, "K", description="", members=members, worker_access={"SourceIp": True})  # arg-type
team: IWorkteam = Workteam.from_workteam_name(stack, "I", 1)  # arg-type
team.grant_labeling("role")  # arg-type
team.portal_url  # attr-defined  # noqa: B018
team.watch()  # attr-defined

PrivateWorkforce(stack, "L", workforce_name="crowd", domain="acme")  # call-arg
PrivateWorkforce(stack, "M", domain_prefix="acme")  # call-arg
PrivateWorkforce(stack, "N", workforce_name=1, domain_prefix="acme")  # arg-type
PrivateWorkforce(stack, "O", workforce_name="crowd", user_pool=role, user_pool_client="client")  # arg-type
PrivateWorkforce(stack, "P", workforce_name="crowd", user_pool=pool, user_pool_client=pool)  # arg-type
PrivateWorkforce(stack, "Q", workforce_name="crowd", domain_prefix="acme", allowed_cidrs=24)  # arg-type
PrivateWorkforce(stack, "R", workforce_name="crowd", domain_prefix="acme", ip_address_type=4)  # arg-type
PrivateWorkforce(stack, "S", workforce_name="crowd", domain_prefix="acme", removal_policy="retain")  # arg-type
PrivateWorkforce(stack, "T", workforce_name="crowd", domain_prefix="acme", provider=role)  # arg-type
PrivateWorkforce.from_workforce_name(stack, "U")  # call-arg
PrivateWorkforce.from_workforce_name(stack, "V", 1)  # arg-type
PrivateWorkforce.from_workforce_name(stack, "W", "crowd", domain_prefix="acme")  # call-arg
imported = PrivateWorkforce.from_workforce_name(stack, "X", "crowd", user_pool=pool, user_pool_client="client")
imported.watch()  # attr-defined

workforce = PrivateWorkforce(stack, "Workforce", workforce_name="crowd", domain_prefix="acme")
group = workforce.add_group("annotators")
workforce.add_group()  # call-arg
workforce.add_group(role)  # arg-type
workforce.add_group("annotators", precedence=1)  # call-arg
workforce.add_worker("ada")  # call-arg
workforce.add_worker("ada", email=None)  # arg-type
workforce.add_worker("ada", email="ada@acme.example", groups=group)  # arg-type
workforce.add_worker("ada", email="ada@acme.example", groups=["annotators"])  # list-item
workforce.add_worker("ada", email="ada@acme.example", notify="arn:aws:sns:eu-west-1:123456789012:work")  # arg-type
workforce.add_worker("ada", email="ada@acme.example", group=group)  # call-arg
workforce.invite_by_mail()  # call-arg
workforce.invite_by_mail(organization=1)  # arg-type
workforce.invite_by_mail(organization="Acme", contact=["help@acme.example"])  # arg-type
workforce.invite_by_mail(organization="Acme", sender="help@acme.example")  # call-arg
render_invitation(organization="Acme")  # call-arg
render_invitation(organization="Acme", portal_url=None)  # arg-type

workforce.watch(schedule="rate(1 hour)")  # arg-type
workforce.watch(schedule=Duration.hours(1))  # arg-type
workforce.watch(notify=role)  # arg-type
workforce.watch(heal="yes")  # arg-type
workforce.watch(every=Duration.hours(1))  # call-arg
workforce.metric_drift(periods=1)  # call-arg
watch = workforce.watch()
watch.metric_drift(period=60)  # arg-type
watch.create_drift_alarm(threshold="3")  # arg-type

Workteam(stack, "Y", description="", members=[workforce])  # list-item
Workteam(stack, "Z", description="", members=[group], workforce="crowd")  # arg-type
Workteam(stack, "Team", description="", members=[group], workforce=workforce).watch(heal=1)  # arg-type

secret = SecretValue.secrets_manager("idp")
oidc = OidcWorkforce(
    stack,
    "OidcA",
    workforce_name="crowd",
    issuer=role,  # arg-type
    client_id=1,  # arg-type
    client_secret="secret",  # arg-type
    authorization_endpoint="https://idp.example/authorize",
    token_endpoint="https://idp.example/token",
    user_info_endpoint="https://idp.example/user",
    logout_endpoint="https://idp.example/logout",
    jwks_uri="https://idp.example/keys",
    scope_of_tokens=["openid"],  # arg-type
    authentication_request_extra_params={"prompt": 1},  # dict-item
    allowed_cidrs=[24],  # list-item
)
OidcWorkforce(  # call-arg
    stack,
    "OidcB",
    workforce_name="crowd",
    issuer="https://idp.example",
    client_id="labeling",
    client_secret=secret,
    authorization_endpoint="https://idp.example/authorize",
    token_endpoint="https://idp.example/token",
    user_info_endpoint="https://idp.example/user",
    logout_endpoint="https://idp.example/logout",
)
PrivateWorkforce.oidc(  # call-arg
    stack,
    "OidcC",
    workforce_name="crowd",
    issuer="https://idp.example",
    client_id="labeling",
    client_secret="secret",  # arg-type
    authorization_endpoint="https://idp.example/authorize",
    token_endpoint="https://idp.example/token",
    user_info_endpoint="https://idp.example/user",
    logout_endpoint="https://idp.example/logout",
    jwks_uri="https://idp.example/keys",
    scopes="openid",
)
oidc.watch()  # attr-defined
oidc.add_worker("ada", email="ada@acme.example")  # attr-defined
oidc.add_group(["annotators"])  # arg-type
