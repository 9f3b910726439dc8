"""A worker: a user of the user pool, in groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from .._contract import Problem, received
from ..validation import WorkteamValidationError, is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk.aws_sns import ITopic, Topic
    from constructs import IDependable

    from ..team.members import WorkteamMember

_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Worker(Construct):
    """The Cognito user of one worker, and its group memberships."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        user_pool_id: str,
        username: str,
        email: str,
        groups: Sequence[WorkteamMember],
        named_by_mail: bool,
    ) -> None:
        super().__init__(scope, id)
        found = list(_problems(username, email, groups, named_by_mail=named_by_mail))
        if found:
            raise WorkteamValidationError(self.node.path, found, what="worker")
        attribute = cognito.CfnUserPoolUser.AttributeTypeProperty
        self._email: Final = email
        self.user: Final = cognito.CfnUserPoolUser(
            self,
            "User",
            user_pool_id=user_pool_id,
            username=username,
            desired_delivery_mediums=["EMAIL"],
            user_attributes=[attribute(name="email", value=email), attribute(name="email_verified", value="true")],
        )
        for number, group in enumerate(groups):
            attachment = cognito.CfnUserPoolUserToGroupAttachment(
                self, f"Group{number}", user_pool_id=user_pool_id, username=self.user.ref, group_name=_name(group)
            )
            if group.group is not None:
                attachment.node.add_dependency(group.group)

    def invite_after(self, *others: IDependable) -> None:
        """Create the user, and thereby send the invitation, after other resources."""
        self.user.node.add_dependency(*others)

    def subscribe(self, topic: ITopic | Topic) -> None:
        """Subscribe the worker's email address to a topic."""
        from aws_cdk.aws_sns_subscriptions import EmailSubscription

        topic.add_subscription(EmailSubscription(self._email))


def _problems(username: Any, email: Any, groups: Any, *, named_by_mail: bool) -> Iterator[Problem]:
    if named_by_mail and username != email:
        yield Problem(("username",), "the email address, which is the user name in this user pool", received(username))
    if not isinstance(username, str) or not username:
        yield Problem(("username",), "a user name", received(username))
    if not is_unresolved(email) and not (isinstance(email, str) and _MAIL.fullmatch(email)):
        yield Problem(("email",), "an email address", received(email, shown=False))
    for number, group in enumerate(groups):
        if getattr(group, "group_name", None) is None:
            yield Problem(("groups", number), "a member that `add_group` returned", received(group, shown=False))


def _name(group: WorkteamMember) -> str:
    assert group.group_name is not None  # noqa: S101
    return group.group_name
