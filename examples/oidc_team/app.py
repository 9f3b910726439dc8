"""A team over groups of your own identity provider (OpenID Connect)."""

from typing import Any

from aws_cdk import App, CfnOutput, Stack
from constructs import Construct

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember


class LabelingStack(Stack):
    """A team of the identity provider's annotators and reviewers."""

    def __init__(self, scope: Construct, construct_id: str, **options: Any) -> None:
        super().__init__(scope, construct_id, **options)

        team = Workteam(
            self,
            "Annotation",
            description="Annotates and reviews X-ray images",
            members=[WorkteamMember.oidc(groups=["annotators", "reviewers"])],
            workforce_name="company",
            worker_access=WorkerAccess(source_ip=True),
        )

        CfnOutput(self, "WorkteamArn", value=team.workteam_arn)
        CfnOutput(self, "PortalUrl", value=team.portal_url)


app = App()
LabelingStack(app, "XRayLabeling")
app.synth()
