"""The questions that only a live account can answer, and how each is asked."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from local.sagemaker.answers import table
from tools.acceptance.asking import ACCEPTED, Asked, soon
from tools.acceptance.conditions import by_tag
from tools.acceptance.flows import reviewed
from tools.acceptance.run import Run, expect

if TYPE_CHECKING:
    from collections.abc import Callable

_LIMIT: Final = 25
"""Teams of an account in a Region, unless its quota was raised."""
NOT_OURS: Final = "not asked: the workforce isn't the run's"


@dataclass(frozen=True, slots=True)
class Probe:
    """A question. ``ask`` returns the answer, and leaves everything as it was; None where a step finds the answer."""

    id: str
    question: str
    ask: Callable[[Asked], str] | None = None


def _absent(operation: str, **request: Any) -> Callable[[Asked], str]:
    return lambda asked: asked.answer(getattr(asked.sagemaker, operation), WorkteamName=asked.name("absent"), **request)


def _tags_of_absent(asked: Asked) -> str:
    return asked.answer(asked.sagemaker.list_tags, ResourceArn=asked.team_arn(asked.name("absent")))


def _existing(asked: Asked) -> str:
    with asked.made("twice") as name:
        return asked.answer(asked.create, name=name)


def _by_case(asked: Asked) -> str:
    with asked.made("case"):
        answer = asked.creating("CASE")
        return "two teams" if answer == ACCEPTED else f"one team: {answer}"


def _second_workforce(asked: Asked) -> str:
    config = {"UserPool": asked.member["UserPool"], "ClientId": asked.member["ClientId"]}
    return asked.answer(asked.sagemaker.create_workforce, WorkforceName=asked.run.name + "-two", CognitoConfig=config)


def _workforce_in_use(asked: Asked) -> str:
    if asked.run.joined:
        return NOT_OURS
    answer = asked.answer(asked.sagemaker.delete_workforce, WorkforceName=asked.workforce)
    head, found, _ = answer.partition(" has work teams: ")
    return f"{head}{found}{{teams}}." if found else answer


def _one_too_many(asked: Asked) -> str:
    if asked.run.joined:
        return NOT_OURS
    there = asked.sagemaker.get_paginator("list_workteams").paginate()
    room = _LIMIT - sum(len(page["Workteams"]) for page in there)
    answer = ACCEPTED
    with ExitStack() as made:
        for number in range(room + 1):
            answer = asked.answer(made.enter_context, cm=asked.made(f"limit-{number}"))
            if answer != ACCEPTED:
                break
    return answer


def _tags_of_workforce(asked: Asked) -> str:
    return asked.answer(asked.sagemaker.list_tags, ResourceArn=_workforce_arn(asked))


def _workforce_arn(asked: Asked) -> str:
    return asked.arn.partition(":workteam/")[0] + f":workforce/private-crowd/{asked.workforce}"


def _tags(count: int, key: str = "k") -> list[dict[str, str]]:
    return [{"Key": f"{key}{number}", "Value": ""} for number in range(count)]


def _removal(member: str, empty: dict[str, Any]) -> Callable[[Asked], str]:
    def ask(asked: Asked) -> str:
        with asked.made("removal", **_SET(asked)[member]) as name:
            answer = asked.answer(asked.sagemaker.update_workteam, WorkteamName=name, **{member: empty})
            if answer != ACCEPTED:
                return answer
            shown = asked.sagemaker.describe_workteam(WorkteamName=name)["Workteam"].get(member)
            return "stays" if shown == _SET(asked)[member][member] else f"removed; shown as {shown or 'nothing'}"

    return ask


def _SET(asked: Asked) -> dict[str, dict[str, Any]]:  # noqa: N802 - as a constant, but for the topic
    topic = asked.run.kept["topic"]
    access = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}}
    return {
        "NotificationConfiguration": {"NotificationConfiguration": {"NotificationTopicArn": topic}},
        "WorkerAccessConfiguration": {"WorkerAccessConfiguration": access},
    }


def _never_set(asked: Asked) -> str:
    with asked.made("bare") as name:
        shown = asked.sagemaker.describe_workteam(WorkteamName=name)["Workteam"]
        return ", ".join(
            f"{member} {shown.get(member, 'absent')}"
            for member in ("NotificationConfiguration", "WorkerAccessConfiguration")
        )


def _created_seen(asked: Asked) -> str:
    with asked.made("seen") as name:
        return soon(lambda: asked.answer(asked.sagemaker.describe_workteam, WorkteamName=name) == ACCEPTED)


def _update_seen(asked: Asked) -> str:
    with asked.made("seen") as name:
        asked.sagemaker.update_workteam(WorkteamName=name, Description="Changed")
        describe = asked.sagemaker.describe_workteam
        return soon(lambda: bool(describe(WorkteamName=name)["Workteam"]["Description"] == "Changed"))


def _tags_seen(asked: Asked) -> str:
    with asked.made("seen", Tags=_tags(1)) as name:
        arn = asked.team_arn(name)
        made = soon(lambda: len(asked.sagemaker.list_tags(ResourceArn=arn)["Tags"]) == 1)
        asked.sagemaker.add_tags(ResourceArn=arn, Tags=_tags(2))
        added = soon(lambda: len(asked.sagemaker.list_tags(ResourceArn=arn)["Tags"]) == 2)
        asked.sagemaker.delete_tags(ResourceArn=arn, TagKeys=["k0", "k1"])
        gone = soon(lambda: not asked.sagemaker.list_tags(ResourceArn=arn)["Tags"])
        return f"of CreateWorkteam {made}, of AddTags {added}, of DeleteTags {gone}"


PROBES: Final = (
    Probe("describe-absent-team", "DescribeWorkteam of a team that isn't there", _absent("describe_workteam")),
    Probe(
        "update-absent-team", "UpdateWorkteam of a team that isn't there", _absent("update_workteam", Description="d")
    ),
    Probe("delete-absent-team", "DeleteWorkteam of a team that isn't there", _absent("delete_workteam")),
    Probe("tags-of-absent-team", "ListTags of a team that isn't there", _tags_of_absent),
    Probe("create-existing-team", "CreateWorkteam by a name that is taken", _existing),
    Probe("names-by-case", "are names that differ by case one team or two?", _by_case),
    Probe(
        "unknown-pool",
        "CreateWorkteam of a user pool that doesn't exist",
        lambda asked: asked.creating("pool", MemberDefinitions=asked.with_member(UserPool=asked.unknown["pool"])),
    ),
    Probe(
        "unknown-client",
        "CreateWorkteam of an app client that doesn't exist",
        lambda asked: asked.creating("client", MemberDefinitions=asked.with_member(ClientId=asked.unknown["client"])),
    ),
    Probe(
        "unknown-group",
        "CreateWorkteam of a group that doesn't exist",
        lambda asked: asked.creating("group", MemberDefinitions=asked.with_member(UserGroup=asked.unknown["group"])),
    ),
    Probe(
        "unknown-workforce",
        "CreateWorkteam in a workforce that doesn't exist",
        lambda asked: asked.creating("workforce", WorkforceName=asked.unknown["workforce"]),
    ),
    Probe(
        "describe-absent-workforce",
        "DescribeWorkforce of one that isn't there",
        lambda asked: asked.answer(asked.sagemaker.describe_workforce, WorkforceName=asked.unknown["workforce"]),
    ),
    Probe("second-workforce", "CreateWorkforce where there is one", _second_workforce),
    Probe("workforce-in-use", "DeleteWorkforce of one that has teams", _workforce_in_use),
    Probe("team-too-many", "CreateWorkteam of a 26th team", _one_too_many),
    Probe("team-reviewed", "DeleteWorkteam of a team that a flow definition is over", reviewed),
    Probe("tags-of-workforce", "ListTags of a workforce", _tags_of_workforce),
    Probe(
        "tag-aws-prefix",
        "CreateWorkteam with a tag whose key starts with `aws:`",
        lambda asked: asked.creating("prefix", Tags=_tags(1, "aws:")),
    ),
    Probe("tag-twice", "CreateWorkteam with one key twice", lambda asked: asked.creating("twice", Tags=_tags(1) * 2)),
    Probe(
        "both-accesses",
        "CreateWorkteam with SourceIp and VpcSourceIp enabled",
        lambda asked: asked.creating(
            "both",
            WorkerAccessConfiguration={
                "S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled", "VpcSourceIp": "Enabled"}}
            },
        ),
    ),
    Probe(
        "remove-topic",
        "does UpdateWorkteam with `NotificationConfiguration={}` remove the topic?",
        _removal("NotificationConfiguration", {}),
    ),
    Probe(
        "remove-access",
        "does UpdateWorkteam with both constraints `Disabled` remove the access?",
        _removal(
            "WorkerAccessConfiguration",
            {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Disabled", "VpcSourceIp": "Disabled"}}},
        ),
    ),
    Probe("never-set", "what does DescribeWorkteam show where no topic and no access were ever set?", _never_set),
    Probe("creation-seen", "how soon does DescribeWorkteam show a new team?", _created_seen),
    Probe("update-seen", "how soon does DescribeWorkteam show an update?", _update_seen),
    Probe("tags-seen", "how soon does ListTags show changes of tags?", _tags_seen),
    Probe(
        "condition-update",
        "does a condition on `aws:ResourceTag` hold for UpdateWorkteam, and how soon?",
        by_tag("UpdateWorkteam"),
    ),
    Probe(
        "condition-delete",
        "does a condition on `aws:ResourceTag` hold for DeleteWorkteam, and how soon?",
        by_tag("DeleteWorkteam"),
    ),
    Probe(
        "condition-delete-tags",
        "does a condition on `aws:ResourceTag` hold for DeleteTags, and how soon?",
        by_tag("DeleteTags"),
    ),
    Probe("rename-rolled-back", "what does CloudFormation do to a resource whose replacement is rolled back?"),
    Probe("workforce-writes", "what does CreateWorkforce write into its app client?"),
    Probe(
        "first-team-makes",
        "what does the first team of an account without a workforce make, and write into its app client?",
    ),
)


def ask_all(run: Run) -> None:
    """Ask every question that no step answers."""
    run.kept["topic"] = run.client("sns").create_topic(Name=f"{run.name}-probes")["TopicArn"]
    try:
        asked = Asked(run)
        for probe in PROBES:
            if probe.ask is None:
                continue
            try:
                answered(run, probe.id, probe.ask(asked))
            except ClientError as error:
                # a question that can't be asked is no reason not to ask the others
                answered(run, probe.id, asked.told(f"not asked: {error}"))
    finally:
        run.client("sns").delete_topic(TopicArn=run.kept["topic"])


def answered(run: Run, question: str, answer: str) -> None:
    """Keep an answer; on a local cloud, hold it against the table."""
    run.answers[question] = answer
    if run.target.is_aws:
        return
    known = table()[question]
    says = str(known["aws"] or known["emulator"]) if question in EMULATED else str(known["emulator"])
    expect(answer in (says, NOT_OURS), f"the emulator to answer {question} by {says!r}", answer)


EMULATED: Final = frozenset(question for question, entry in table().items() if ": " in str(entry["emulator"]))
"""The questions whose answer the emulator takes from the table."""
