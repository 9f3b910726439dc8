"""The example: a work team over the groups of a Cognito user pool, and everything that it needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "constructs"))

from aws_cdk import App, CfnOutput, Fn, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_sns as sns

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember

WORKER_ACCESS = {
    "source_ip": WorkerAccess(source_ip=True),
    "vpc_source_ip": WorkerAccess(vpc_source_ip=True),
    "none": None,
}


class WorkteamStack(Stack):
    """A user pool with its domain, client and groups, a topic, and a team over them.

    What can be changed from the command line, by ``-c name=value``: ``workteam_name``, ``workforce_name``,
    ``description``, ``groups``, ``notifications``, ``worker_access``, ``adopt_existing``.
    """

    def __init__(self, app: App, name: str) -> None:
        super().__init__(app, name, description="A SageMaker Ground Truth work team")
        pool = self._user_pool()
        client = self._client(pool)
        team = Workteam(
            self,
            "Workteam",
            description=self._setting("description", "Annotates and reviews"),
            members=[
                WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group=group)
                for group in self._groups(pool)
            ],
            workteam_name=self._setting("workteam_name"),
            workforce_name=self._setting("workforce_name"),
            notification_topic=self._topic() if self._is_on("notifications", default="on") else None,
            worker_access=self._worker_access(),
            adopt_existing=self._is_on("adopt_existing", default="false"),
        )
        CfnOutput(self, "WorkteamArn", value=team.workteam_arn, export_name=f"{name}-WorkteamArn")
        CfnOutput(self, "WorkteamName", value=team.workteam_name)
        CfnOutput(self, "PortalUrl", value=team.portal_url)

    def _user_pool(self) -> cognito.UserPool:
        pool = cognito.UserPool(
            self,
            "UserPool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
            ),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            removal_policy=RemovalPolicy.DESTROY,
        )
        # domain prefixes are unique in the whole Region; the stack's own unique id makes this one so
        unique = Fn.select(2, Fn.split("/", self.stack_id))
        pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"workteam-{unique}"))
        return pool

    def _client(self, pool: cognito.UserPool) -> cognito.UserPoolClient:
        # SageMaker puts the labeling portal's own addresses in when the first team is made
        return pool.add_client(
            "Client",
            generate_secret=True,
            prevent_user_existence_errors=True,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
            ),
        )

    def _groups(self, pool: cognito.UserPool) -> list[cognito.UserPoolGroup]:
        names = [name.strip() for name in self._setting("groups", "annotators,reviewers").split(",")]
        return [pool.add_group(f"Group-{name}", group_name=name) for name in names]

    def _topic(self) -> sns.Topic:
        return sns.Topic(self, "Topic", display_name="Work for the team", enforce_ssl=True)

    def _worker_access(self) -> WorkerAccess | None:
        chosen = self._setting("worker_access", "source_ip")
        if chosen not in WORKER_ACCESS:
            raise ValueError(f"`worker_access`: expected one of {', '.join(WORKER_ACCESS)}, received {chosen!r}")
        return WORKER_ACCESS[chosen]

    def _is_on(self, name: str, *, default: str) -> bool:
        value = str(self._setting(name, default)).lower()
        if value not in {"on", "true", "off", "false"}:
            raise ValueError(f"`{name}`: expected on, off, true or false, received {value!r}")
        return value in {"on", "true"}

    def _setting(self, name: str, default: str | None = None) -> Any:
        value = self.node.try_get_context(name)
        return default if value in {None, ""} else value


if __name__ == "__main__":
    app = App()
    WorkteamStack(app, app.node.try_get_context("stack_name") or "WorkteamStack")
    app.synth()
