"""A private workforce whose workers your own identity provider knows (OpenID Connect), and a team of them."""

from typing import Any

from aws_cdk import App, CfnOutput, SecretValue, Stack
from constructs import Construct

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam

PROVIDER = "https://sign-in.acme.example"


class LabelingStack(Stack):
    """The account's private workforce, and a team of one of the provider's groups."""

    def __init__(self, scope: Construct, construct_id: str, **options: Any) -> None:
        super().__init__(scope, construct_id, **options)

        workforce = PrivateWorkforce.oidc(
            self,
            "Workforce",
            workforce_name="acme",
            issuer=PROVIDER,
            client_id="sagemaker_labeling",
            client_secret=SecretValue.secrets_manager("labeling/oidc", json_field="client_secret"),
            authorization_endpoint=f"{PROVIDER}/authorize",
            token_endpoint=f"{PROVIDER}/token",
            user_info_endpoint=f"{PROVIDER}/userinfo",
            logout_endpoint=f"{PROVIDER}/logout",
            jwks_uri=f"{PROVIDER}/jwks",
        )
        team = Workteam(
            self,
            "Annotation",
            description="Annotates X-ray images",
            workforce=workforce,
            members=[workforce.add_group("annotators")],
        )

        CfnOutput(self, "PortalUrl", value=workforce.portal_url)
        CfnOutput(self, "WorkteamArn", value=team.workteam_arn)


app = App()
LabelingStack(app, "XRays")
app.synth()
