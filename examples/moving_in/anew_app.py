"""A workforce over the user pool and app client of one that was deleted, and a team of a group that is there."""

from aws_cdk import App, CfnOutput, Stack

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam, WorkteamMember

app = App()
stack = Stack(app, "Workforce")
user_pool_id, client_id = app.node.get_context("user_pool_id"), app.node.get_context("client_id")

workforce = PrivateWorkforce(
    stack, "Workforce", workforce_name="acme", user_pool=user_pool_id, user_pool_client=client_id
)
there_already = WorkteamMember.cognito(user_pool=user_pool_id, user_pool_client=client_id, group="annotators")
team = Workteam(stack, "Team", description="Annotates at night", workforce=workforce, members=[there_already])
CfnOutput(stack, "WorkteamArn", value=team.workteam_arn)
CfnOutput(stack, "PortalUrl", value=workforce.portal_url)

app.synth()
