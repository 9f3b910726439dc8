"""Somebody else's app in the same account and Region: a team of the workforce that is there."""

from aws_cdk import App, CfnOutput, Stack

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam

app = App()
stack = Stack(app, "Reviews")

workforce = PrivateWorkforce.from_workforce_name(
    stack,
    "Workforce",
    "acme",
    user_pool=app.node.get_context("user_pool_id"),
    user_pool_client=app.node.get_context("client_id"),
)
team = Workteam(
    stack,
    "Reviews",
    description="Reviews what the painters drew",
    workforce=workforce,
    members=[workforce.add_group("reviewers")],
)
CfnOutput(stack, "PortalUrl", value=team.portal_url)

app.synth()
