"""What a type checker tells users of; the comments say by which error."""

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from cdk_sagemaker_workteam import IWorkteam, PrivateWorkforce, WorkerAccess, Workteam, WorkteamMember, WorkteamProvider

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
PrivateWorkforce(stack, "L", workforce_name="crowd", domain="acme")  # call-arg
