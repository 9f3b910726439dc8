"""The example: a private workforce whose workers can sign in, and a work team of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "constructs"))

from aws_cdk import App, CfnOutput, Fn, RemovalPolicy, Stack
from aws_cdk import aws_sns as sns
from aws_cdk.aws_cognito import CfnUserPoolClient

from cdk_sagemaker_workteam import PrivateWorkforce, WorkerAccess, Workteam

WORKER_ACCESS = {
    "source_ip": WorkerAccess(source_ip=True),
    "vpc_source_ip": WorkerAccess(vpc_source_ip=True),
    "none": None,
}


class WorkteamStack(Stack):
    """The account's private workforce, a topic, and a team over groups of workers who can sign in.

    What can be changed from the command line, by ``-c name=value``: ``workteam_name``, ``workforce_name``,
    ``description``, ``groups``, ``notifications``, ``worker_access``, ``adopt_existing``, ``worker``, ``session_days``.
    """

    def __init__(self, app: App, name: str) -> None:
        super().__init__(app, name, description="A SageMaker Ground Truth workforce and a work team")
        workforce = self._workforce()
        groups = [
            workforce.add_group(name.strip()) for name in self._setting("groups", "annotators,reviewers").split(",")
        ]
        team = Workteam(
            self,
            "Workteam",
            description=self._setting("description", "Annotates and reviews"),
            workforce=workforce,
            members=groups,
            workteam_name=self._setting("workteam_name"),
            notification_topic=self._topic() if self._is_on("notifications", default="on") else None,
            worker_access=self._worker_access(),
            adopt_existing=self._is_on("adopt_existing", default="false"),
        )
        # what is changed by hand is put back: every 6 hours if nothing else is said
        workforce.watch(heal=True)
        team.watch(heal=True)
        email = self._setting("worker")
        if email:
            workforce.add_worker(email.partition("@")[0], email=email, groups=groups)
        CfnOutput(self, "WorkteamArn", value=team.workteam_arn, export_name=f"{name}-WorkteamArn")
        CfnOutput(self, "WorkteamName", value=team.workteam_name)
        CfnOutput(self, "PortalUrl", value=workforce.portal_url)

    def _workforce(self) -> PrivateWorkforce:
        # domain prefixes are unique in the whole Region; the stack's own unique id makes this one so
        unique = Fn.select(2, Fn.split("/", self.stack_id))
        workforce = PrivateWorkforce(
            self,
            "Workforce",
            workforce_name=self._setting("workforce_name", "workteam"),
            domain_prefix=f"workteam-{unique}",
            removal_policy=RemovalPolicy.DESTROY,
        )
        workforce.invite_by_mail(organization="The labeling team")
        client = workforce.user_pool_client.node.default_child
        if isinstance(client, CfnUserPoolClient):
            client.refresh_token_validity = int(self._setting("session_days", "30"))
        return workforce

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
