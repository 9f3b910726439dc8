"""A team over a group of a Cognito user pool of your own, notified of work by e-mail."""

from typing import Any

from aws_cdk import App, CfnOutput, Fn, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from cdk_sagemaker_workteam import PrivateWorkforce, WorkerAccess, Workteam


class LabelingStack(Stack):
    """A user pool where workers sign in, and the team of those who are in one of its groups."""

    def __init__(self, scope: Construct, construct_id: str, **options: Any) -> None:
        super().__init__(scope, construct_id, **options)

        workers = cognito.UserPool(self, "Workers", sign_in_aliases=cognito.SignInAliases(email=True))
        # a domain prefix must be unique in the Region
        unique = Fn.select(2, Fn.split("/", self.stack_id))
        workers.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"labeling-{unique}"))
        portal = workers.add_client("Portal", generate_secret=True)
        workforce = PrivateWorkforce(
            self, "Workforce", workforce_name="cats", user_pool=workers, user_pool_client=portal
        )

        news = sns.Topic(self, "News", display_name="Labeling")
        news.add_subscription(subscriptions.EmailSubscription("annotators@example.com"))

        team = Workteam(
            self,
            "Annotation",
            description="Draws boxes around cats",
            members=[workforce.add_group("annotators")],
            notification_topic=news,
            worker_access=WorkerAccess(source_ip=True),
        )

        CfnOutput(self, "WorkteamArn", value=team.workteam_arn)
        CfnOutput(self, "PortalUrl", value=workforce.portal_url)
        CfnOutput(self, "UserPoolId", value=workers.user_pool_id)


app = App()
LabelingStack(app, "CatLabeling")
app.synth()
