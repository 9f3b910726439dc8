"""Workers, where they sign in, and their team."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_sagemaker_workteam import PrivateWorkforce, WorkerAccess, Workteam


class LabelingStack(cdk.Stack):
    """An account's workforce, and a team over one of its groups."""

    def __init__(
        self, scope: Construct, construct_id: str, *, domain_prefix: str, keep_workers: bool, **options: Any
    ) -> None:
        super().__init__(scope, construct_id, **options)

        workers = self._workers(keep_workers)
        workers.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=domain_prefix))
        portal = workers.add_client("Portal", generate_secret=True)
        workforce = PrivateWorkforce(
            self, "Workforce", workforce_name="acme", user_pool=workers, user_pool_client=portal
        )

        team = Workteam(
            self,
            "Annotators",
            description="Draws boxes around vehicles",
            members=[workforce.add_group("annotators")],
            notification_topic=sns.Topic(self, "Work", enforce_ssl=True),
            worker_access=WorkerAccess(source_ip=True),
        )
        cdk.CfnOutput(self, "WorkteamArn", value=team.workteam_arn)
        cdk.CfnOutput(self, "PortalUrl", value=workforce.portal_url)
        self._acknowledge_findings()

    def _workers(self, keep: bool) -> cognito.UserPool:
        return cognito.UserPool(
            self,
            "Workers",
            sign_in_aliases=cognito.SignInAliases(email=True),
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
            ),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            deletion_protection=keep,
            removal_policy=cdk.RemovalPolicy.RETAIN if keep else cdk.RemovalPolicy.DESTROY,
        )

    def _acknowledge_findings(self) -> None:
        """Tell cdk-nag, and whoever audits this project, which findings stay and why."""
        any_team = self.format_arn(service="sagemaker", resource="workteam", resource_name="private-crowd/*")
        for rule, reason in {
            "AwsSolutions-COG8": "the Plus plan is paid for by the worker; MFA is required instead",
            "AwsSolutions-L1": "the library is tested with this runtime",
            f"AwsSolutions-IAM5[Resource::{any_team}]": "the function tells its own teams by their tags",
        }.items():
            cdk.Validations.of(self).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))
