"""Invitation emails: a trigger of the user pool, whose function looks up the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk.aws_cognito import UserPoolOperation
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement, Role, ServicePrincipal
from aws_cdk.aws_lambda import Architecture, Function, LoggingFormat, Runtime
from aws_cdk.aws_logs import LogGroup, RetentionDays
from constructs import Construct

from .._contract import INVITATION_HANDLER, INVITATION_VARIABLES, Problem, received
from ..props import Props
from ..provider.asset import function_code
from ..provider.rights import workforce_arns
from ..provider.role import order_by_role_once
from ..validation import is_unresolved
from ._invitation_text import LONGEST_SUBJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk.aws_cognito import UserPool
    from constructs import IDependable

LONGEST_ENVIRONMENT: Final = 3500
"""Bytes that an invitation's texts may take in the function's environment; Lambda allows 4 KB in total."""


@dataclass(frozen=True, kw_only=True)
class InvitationProps(Props):
    """The texts of an invitation."""

    organization: Any = None
    contact: Any = None
    subject: Any = None
    template: Any = None

    def environment(self, workforce_name: str) -> dict[str, str]:
        """Return the function's environment variables."""
        values = (workforce_name, self.organization, self.contact, self.subject, self.template)
        return {name: value for name, value in zip(INVITATION_VARIABLES, values, strict=True) if value is not None}

    def problems(self) -> Iterator[Problem]:
        """Yield texts that are missing or that Lambda or Cognito would refuse."""
        for name in ("organization", "contact", "subject", "template"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                yield Problem((name,), "text", received(value))
        if not self.organization:
            yield Problem(("organization",), "the name of the organization that invites", received(self.organization))
        if isinstance(self.subject, str) and len(self.subject) > LONGEST_SUBJECT and not is_unresolved(self.subject):
            yield Problem(("subject",), f"at most {LONGEST_SUBJECT} characters", f"{len(self.subject)} characters")
        template = self.template
        if isinstance(template, str) and not is_unresolved(template):
            missing = [one for one in ("{username}", "{####}") if one not in template]
            if missing:
                yield Problem(("template",), "text with {username} and {####}", f"text without {' and '.join(missing)}")
        size = sum(len(value.encode()) for value in self.environment("").values() if isinstance(value, str))
        if size > LONGEST_ENVIRONMENT:
            yield Problem(("template",), f"texts of at most {LONGEST_ENVIRONMENT} bytes together", f"{size} bytes")


class Invitation(Construct):
    """The function that writes invitations, with a least-privilege role, as a trigger of a user pool."""

    def __init__(self, scope: Construct, id: str, workforce_name: str, props: InvitationProps) -> None:  # noqa: A002
        super().__init__(scope, id)
        stack = Stack.of(self)
        log_group = LogGroup(self, "LogGroup", retention=RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY)
        statements = [
            PolicyStatement(actions=["sagemaker:DescribeWorkforce"], resources=workforce_arns(stack, workforce_name)),
            PolicyStatement(actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]),
        ]
        role = Role(
            self,
            "Role",
            assumed_by=ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"Invitation": PolicyDocument(statements=statements)},
        )
        self.function: Final = Function(
            self,
            "Function",
            description="Writes the mails that invite workers to the labeling portal",
            code=function_code(),
            handler=INVITATION_HANDLER,
            runtime=Runtime.PYTHON_3_13,
            architecture=Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(5),
            role=role,
            log_group=log_group,
            logging_format=LoggingFormat.JSON,
            environment=props.environment(workforce_name),
        )
        """The function, Cognito's CustomMessage trigger."""
        order_by_role_once(self.function, role)

    def add_to(self, user_pool: UserPool) -> None:
        """Set the function as the user pool's CustomMessage trigger."""
        before = {one.node.path for one in user_pool.node.children}
        user_pool.add_trigger(UserPoolOperation.CUSTOM_MESSAGE, self.function)
        self.permissions: Sequence[IDependable] = [
            one for one in user_pool.node.children if one.node.path not in before
        ]
        """What must exist before an invitation is sent: the user pool's right to invoke the function."""
