"""A team of a workforce that is there already, whoever made it."""

from aws_cdk import App, CfnOutput, Stack

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam, WorkteamMember

app = App()
stack = Stack(app, "Joined")
user_pool_id, client_id = app.node.get_context("user_pool_id"), app.node.get_context("client_id")

workforce = PrivateWorkforce.from_workforce_name(
    stack, "Workforce", "default", user_pool=user_pool_id, user_pool_client=client_id
)
there_already = WorkteamMember.cognito(user_pool=user_pool_id, user_pool_client=client_id, group="annotators")
team = Workteam(stack, "Team", description="Annotates at day", workforce=workforce, members=[there_already])
CfnOutput(stack, "WorkteamArn", value=team.workteam_arn)

app.synth()
