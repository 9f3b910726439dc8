"""A function that may start labeling jobs and flow definitions with one team, and with no other."""

from typing import Any

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk_sagemaker_workteam import Workteam


class LabelingStack(Stack):
    """The role that starts jobs, the role that jobs run as, and the bucket that they read and write."""

    def __init__(self, scope: Construct, construct_id: str, **options: Any) -> None:
        super().__init__(scope, construct_id, **options)

        team = Workteam.from_workteam_name(self, "Team", "night-shift")
        pictures = s3.Bucket(self, "Pictures", enforce_ssl=True, block_public_access=s3.BlockPublicAccess.BLOCK_ALL)

        running = iam.Role(self, "Running", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
        pictures.grant_read_write(running)

        starting = iam.Role(self, "Starting", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        team.grant_labeling(starting)
        team.grant_read(starting)
        running.grant_pass_role(starting)

        CfnOutput(self, "StartingRoleArn", value=starting.role_arn)
        CfnOutput(self, "RunningRoleArn", value=running.role_arn)


app = App()
LabelingStack(app, "LabelingJobs")
app.synth()
