"""From an empty account to a worker who is signed in and has work: a private workforce, a team, an invitation."""

from typing import Any

from aws_cdk import App, CfnOutput, RemovalPolicy, Stack
from constructs import Construct

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam


class LabelingStack(Stack):
    """The account's private workforce, and a team of those who are in one of its groups."""

    def __init__(self, scope: Construct, construct_id: str, **options: Any) -> None:
        super().__init__(scope, construct_id, **options)

        workforce = PrivateWorkforce(
            self,
            "Workforce",
            workforce_name="acme",
            domain_prefix="acme-labeling",  # unique in the Region: take another one
            removal_policy=RemovalPolicy.RETAIN,  # of the user pool, with the workers in it
        )
        workforce.invite_by_mail(organization="Acme", contact="label-help@acme.example")

        annotators = workforce.add_group("annotators")
        team = Workteam(
            self,
            "Annotation",
            description="Draws boxes around cats",
            workforce=workforce,
            members=[annotators],
        )
        workforce.add_worker("ada", email="ada@acme.example", groups=[annotators])

        CfnOutput(self, "PortalUrl", value=workforce.portal_url)
        CfnOutput(self, "WorkteamArn", value=team.workteam_arn)


app = App()
LabelingStack(app, "Labeling")
app.synth()
