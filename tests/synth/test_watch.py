"""The watch at synth: one schedule with the template's own state, a role for it, and an alarm if one is to be told."""

from __future__ import annotations

import json
import re
from typing import Any

import jsii
import pytest
from aws_cdk import App, Aspects, CfnParameter, Duration, IAspect, NestedStack, Stack, Tags, TimeZone
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Annotations, Match, Template
from aws_cdk.aws_scheduler import CfnSchedule, ScheduleExpression

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider, WorkteamValidationError
from cdk_sagemaker_workteam._contract import MAX_TAGS

TEAM = "Team8E98563C"
FUNCTION = {"Fn::GetAtt": ["WorkteamProviderFunction217F5EC1", "Arn"]}


def team(stack: Stack, id_: str = "Team", **props: Any) -> Workteam:
    member = WorkteamMember.cognito(user_pool="eu-west-1_AbCd12345", group="annotators", user_pool_client="client")
    return Workteam(stack, id_, **({"description": "labels things", "members": [member]} | props))


@pytest.fixture
def stack() -> Stack:
    return Stack(App(), "Stack")


def schedule(stack: Stack) -> Any:
    (found,) = Template.from_stack(stack).find_resources("AWS::Scheduler::Schedule").values()
    return found


def input_of(stack: Stack) -> Any:
    """Return a tick's input, with the references of the template as text."""
    told = schedule(stack)["Properties"]["Target"]["Input"]
    parts = told["Fn::Join"][1] if isinstance(told, dict) else [told]
    return json.loads("".join(part if isinstance(part, str) else _named(next(iter(part.values()))) for part in parts))


def _named(reference: Any) -> str:
    return reference if isinstance(reference, str) else ".".join(reference)


def test_p77_the_input_is_the_resources_own_property_map(stack: Stack) -> None:
    watched = team(stack, notification_topic="arn:aws:sns:eu-west-1:123456789012:topic")
    watched.watch()

    resource = Template.from_stack(stack).to_json()["Resources"][TEAM]["Properties"]
    assert input_of(stack) == {
        "cdk-sagemaker-workteam:watch": "1",
        "ResourceType": "Custom::SageMakerWorkteam",
        "StackId": "AWS::StackId",
        "LogicalResourceId": TEAM,
        "PhysicalResourceId": TEAM,
        "Heal": "false",
        "ScheduleArn": "<aws.scheduler.schedule-arn>",
        "ResourceProperties": {
            name: value for name, value in resource.items() if name not in ("ServiceToken", "ServiceTimeout")
        },
    }


def test_p77_tags_of_the_app_are_wanted_too(stack: Stack) -> None:
    from aws_cdk import Tags

    team(stack).watch()
    Tags.of(stack).add("team", "red")

    assert input_of(stack)["ResourceProperties"]["Tags"] == [{"Key": "team", "Value": "red"}]


def test_p51_p77_tags_that_come_after_the_watch_are_on_the_team_and_wanted() -> None:
    stack = Stack(App(), "Stack", tags={"cost": "stack"})
    watched = team(stack)
    watched.watch()
    Tags.of(watched).add("species", "cat")
    expected = [{"Key": "cost", "Value": "stack"}, {"Key": "species", "Value": "cat"}]
    assert Template.from_stack(stack).to_json()["Resources"][TEAM]["Properties"]["Tags"] == expected
    assert input_of(stack)["ResourceProperties"]["Tags"] == expected


def test_p77_what_is_known_when_deployed_is_resolved_by_cloudformation(stack: Stack) -> None:
    team(stack, description=CfnParameter(stack, "Words").value_as_string).watch()

    assert input_of(stack)["ResourceProperties"]["Description"] == "Words"


def test_p77_what_was_overridden_is_wanted_as_it_was_overridden(stack: Stack) -> None:
    watched = team(stack)
    watched.watch()
    other = team(stack, "Other")
    main: Any = watched.node.default_child
    main.add_property_override("Description", 'says "hello"')
    main.add_property_override("NotificationConfiguration.NotificationTopicArn", sns.Topic(stack, "Topic").topic_arn)
    main.add_property_override("Tags", [{"Key": "by", "Value": CfnParameter(stack, "Who").value_as_string}])
    main.add_property_override("WorkforceName", other.workforce_arn)

    wanted = input_of(stack)["ResourceProperties"]
    resource = Template.from_stack(stack).to_json()["Resources"][TEAM]["Properties"]
    assert resource["Description"] == wanted["Description"] == 'says "hello"'
    assert wanted["NotificationConfiguration"] == {"NotificationTopicArn": "TopicBFC7AF6E"}
    assert wanted["Tags"] == [{"Key": "by", "Value": "Who"}]
    assert wanted["WorkforceName"] == "Other34654A52.WorkforceArn"
    assert wanted["MemberDefinitions"] == resource["MemberDefinitions"]


def test_p77_an_override_of_each_of_many_teams_is_wanted(stack: Stack) -> None:
    for number in range(5):
        watched = team(stack, f"Team{number}")
        watched.watch()
        main: Any = watched.node.default_child
        main.add_property_override("Description", f"number {number}")

    schedules = Template.from_stack(stack).find_resources("AWS::Scheduler::Schedule").values()
    inputs = [json.dumps(found["Properties"]["Target"]["Input"]) for found in schedules]
    assert [f"number {number}" in told for number, told in enumerate(inputs)] == [True] * 5


@jsii.implements(IAspect)
class LooksAndOverrides:
    """An aspect that looks at what a schedule hands over, and overrides the team after that."""

    def __init__(self, main: Any) -> None:
        self._main = main

    def visit(self, node: Any) -> None:
        if isinstance(node, CfnSchedule):
            Stack.of(node).resolve(node.target)
            self._main.add_property_override("Description", "at the last moment")


def test_p77_an_override_after_somebody_looked_is_wanted(stack: Stack) -> None:
    watched = team(stack)
    watched.watch()
    Aspects.of(stack).add(LooksAndOverrides(watched.node.default_child))

    wanted = input_of(stack)["ResourceProperties"]
    assert Template.from_stack(stack).to_json()["Resources"][TEAM]["Properties"]["Description"] == "at the last moment"
    assert wanted["Description"] == "at the last moment"


def test_p77_an_override_in_a_nested_stack_is_wanted(stack: Stack) -> None:
    nested = NestedStack(stack, "Nested")
    watched = team(nested)
    watched.watch()
    main: Any = watched.node.default_child
    main.add_property_override("Description", "deep down")

    assert input_of(nested)["ResourceProperties"]["Description"] == "deep down"


def test_the_schedule_ticks_every_six_hours_after_the_team_is_there(stack: Stack) -> None:
    team(stack).watch()

    found = schedule(stack)
    assert found["Properties"]["ScheduleExpression"] == "rate(6 hours)"
    assert found["Properties"]["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}
    assert found["Properties"]["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 0
    # by its input it comes after the team
    assert found["DependsOn"] == ["WorkteamProviderRoleAC65702B"]


def test_a_schedule_of_ones_own(stack: Stack) -> None:
    team(stack).watch(
        schedule=ScheduleExpression.cron(hour="8", minute="0", time_zone=TimeZone.EUROPE_BERLIN), heal=True
    )

    found = schedule(stack)["Properties"]
    assert (found["ScheduleExpression"], found["ScheduleExpressionTimezone"]) == ("cron(0 8 * * ? *)", "Europe/Berlin")
    assert input_of(stack)["Heal"] == "true"


def test_the_scheduler_may_invoke_the_one_function_and_nothing_else(stack: Stack) -> None:
    team(stack).watch()
    team(stack, "Another").watch()

    template = Template.from_stack(stack)
    roles = template.find_resources(
        "AWS::IAM::Role",
        {
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Statement": [
                        {
                            "Principal": {"Service": "scheduler.amazonaws.com"},
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
                                "ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["WorkteamWatches", "Arn"]}},
                            },
                        }
                    ]
                }
            }
        },
    )
    ((name, role),) = roles.items()
    (policy,) = role["Properties"]["Policies"]
    assert policy["PolicyDocument"]["Statement"] == [
        {"Action": "lambda:InvokeFunction", "Effect": "Allow", "Resource": FUNCTION}
    ]
    template.all_resources_properties(
        "AWS::Scheduler::Schedule", {"Target": {"Arn": FUNCTION, "RoleArn": {"Fn::GetAtt": [name, "Arn"]}}}
    )
    template.resource_count_is("AWS::Lambda::Permission", 0)


def test_teams_of_two_providers_have_two_roles(stack: Stack) -> None:
    team(stack).watch()
    team(stack, "Another", provider=WorkteamProvider(stack, "Own")).watch()

    template = Template.from_stack(stack)
    targets = [one["Properties"]["Target"] for one in template.find_resources("AWS::Scheduler::Schedule").values()]
    assert len({json.dumps(target["RoleArn"]) for target in targets}) == 2
    assert len({json.dumps(target["Arn"]) for target in targets}) == 2


def describes_stacks(template: Template) -> list[Any]:
    return granted(template, "cloudformation:DescribeStacks")


def granted(template: Template, action: str) -> list[Any]:
    return [
        statement["Resource"]
        for kind in ("AWS::IAM::Role", "AWS::IAM::Policy")
        for one in template.find_resources(kind).values()
        for policy in one["Properties"].get("Policies", [one["Properties"]])
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == action
    ]


def test_the_function_may_see_its_own_stack_where_a_team_is_watched(stack: Stack) -> None:
    watched = team(stack)
    assert describes_stacks(Template.from_stack(stack)) == []

    other = Stack(App(), "Stack")
    for name in ("Team", "Another"):
        watched = team(other, name)
        watched.watch()
    template = Template.from_stack(other)
    assert describes_stacks(template) == [{"Ref": "AWS::StackId"}]
    (schedules,) = granted(template, "scheduler:GetSchedule")
    assert other.resolve(schedules)["Fn::Join"][1][-2:] == [{"Ref": "WorkteamWatches"}, "/*"]
    template.resource_count_is("AWS::Scheduler::ScheduleGroup", 1)
    template.all_resources_properties("AWS::Scheduler::Schedule", {"GroupName": {"Ref": "WorkteamWatches"}})


def test_a_shared_provider_may_see_the_stack_of_the_team(stack: Stack) -> None:
    provider = WorkteamProvider.get_or_create(stack)
    other = Stack(stack.node.root, "Other")  # type: ignore[arg-type]
    team(other, provider=provider).watch()

    assert describes_stacks(Template.from_stack(stack)) == []
    assert describes_stacks(Template.from_stack(other)) == [{"Ref": "AWS::StackId"}]


def test_an_imported_provider_needs_the_right_from_elsewhere(stack: Stack) -> None:
    token = "arn:aws:lambda:eu-west-1:123456789012:function:provider"
    team(stack, provider=WorkteamProvider.from_service_token(stack, "Provider", token)).watch()

    Annotations.from_stack(stack).has_warning(
        "*", Match.string_like_regexp(".*cloudformation:DescribeStacks, scheduler:GetSchedule on the stack")
    )
    assert schedule(stack)["Properties"]["Target"]["Arn"] == token


def test_a_topic_is_told_of_a_change_and_of_its_end(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    topic = sns.Topic(stack, "Topic", master_key=key)
    team(stack).watch(notify=topic)

    template = Template.from_stack(stack)
    told = [{"Ref": stack.resolve(topic.topic_arn)["Ref"]}]
    ((_, alarm),) = template.find_resources("AWS::CloudWatch::Alarm").items()
    assert alarm["Properties"] == {
        "AlarmDescription": "Stack/Team differs from its template; the log of its provider's function says in what",
        "AlarmActions": told,
        "OKActions": told,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Dimensions": [{"Name": "Resource", "Value": f"Stack/{TEAM}"}],
        "EvaluationPeriods": 1,
        "MetricName": "Drift",
        "Namespace": "SageMakerWorkteams",
        "Period": 300,
        "Statistic": "Maximum",
        "Threshold": 1,
        "TreatMissingData": "ignore",
    }
    ((policy_id, policy),) = template.find_resources("AWS::SNS::TopicPolicy").items()
    assert policy_id in alarm["DependsOn"]
    may = {"Principal": {"Service": "cloudwatch.amazonaws.com"}, "Condition": Match.any_value()}
    template.has_resource_properties(
        "AWS::SNS::TopicPolicy",
        {"PolicyDocument": {"Statement": [Match.object_like(may | {"Action": "sns:Publish"})]}},
    )
    template.has_resource_properties(
        "AWS::KMS::Key",
        {"KeyPolicy": {"Statement": Match.array_with([Match.object_like(may)])}},
    )
    assert "alarm" in json.dumps(policy["Properties"]["PolicyDocument"])


@pytest.mark.parametrize("fifo", ["", ".fifo"])
def test_a_topic_by_its_arn_may_have_to_be_allowed_elsewhere(stack: Stack, fifo: str) -> None:
    arn = f"arn:aws:sns:eu-west-1:123456789012:topic{fifo}"
    team(stack).watch(notify=arn)

    Template.from_stack(stack).has_resource_properties("AWS::CloudWatch::Alarm", {"AlarmActions": [arn]})
    Annotations.from_stack(stack).has_warning("*", Match.string_like_regexp("`notify`: .*cloudwatch.amazonaws.com"))


def test_metrics_and_alarms_of_ones_own(stack: Stack) -> None:
    watched = team(stack)
    watch = watched.watch()
    alarm = watch.create_drift_alarm(threshold=2, alarm_name="drift")

    assert isinstance(alarm, cloudwatch.Alarm)
    assert watched.metric_drift(period=Duration.days(1)).period.to_days() == 1
    assert stack.resolve(watched.metric_drift().dimensions) == {"Resource": f"Stack/{TEAM}"}
    Template.from_stack(stack).has_resource_properties(
        "AWS::CloudWatch::Alarm", {"Threshold": 2, "AlarmName": "drift", "AlarmActions": Match.absent()}
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"schedule": ScheduleExpression.expression("at(2030-01-01T00:00:00)")},
            "`schedule`: expected a rate or cron",
        ),
        ({"schedule": "rate(1 hour)"}, "`schedule`: expected a ScheduleExpression"),
        ({"heal": "yes"}, "`heal`: expected True or False, received 'yes'"),
    ],
)
def test_bad_options_are_refused(stack: Stack, options: dict[str, Any], words: str) -> None:
    with pytest.raises(WorkteamValidationError, match=words):
        team(stack).watch(**options)
    assert stack.node.try_find_child("Team").node.try_find_child("Watch") is None  # type: ignore[union-attr]


def test_a_second_watch_is_refused(stack: Stack) -> None:
    watched = team(stack)
    watched.watch()

    with pytest.raises(WorkteamValidationError, match="`watch`: expected one watch for each work team, received a sec"):
        watched.watch(heal=True)


@pytest.mark.parametrize("notify", [True, False])
def test_a_second_alarm_is_refused(stack: Stack, notify: bool) -> None:
    watch = team(stack).watch(notify=sns.Topic(stack, "Topic") if notify else None)
    if not notify:
        watch.create_drift_alarm()

    with pytest.raises(WorkteamValidationError) as refused:
        watch.create_drift_alarm(threshold=2)
    assert str(refused.value) == (
        "watch 'Stack/Team/Watch' can't be made\n"
        "  `create_drift_alarm`: expected one alarm for each watch, received a second; `notify` makes the first"
    )


def test_an_aws_managed_key_is_refused(stack: Stack) -> None:
    topic = sns.CfnTopic(stack, "Topic", kms_master_key_id="alias/aws/sns")

    with pytest.raises(WorkteamValidationError, match=r"`notify`: expected a topic that is not encrypted.*CloudWatch"):
        team(stack).watch(notify=topic)


def test_the_largest_property_set_fits_into_a_tick(stack: Stack) -> None:
    members = [
        WorkteamMember.cognito(user_pool="eu-west-1_AbCd12345", group=f"{n:x<128}", user_pool_client="c" * 1024)
        for n in range(10)
    ]
    watched = team(stack, members=members, description="x" * 200)
    for n in range(MAX_TAGS):
        watched.cdk_tag_manager.set_tag(f"{n:x<128}", "v" * 256)
    watched.watch()

    assert 30_000 < len(json.dumps(input_of(stack))) < 40_000


def test_a_tick_that_a_schedule_could_not_hand_over_is_refused(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdk_sagemaker_workteam.watch.watch.LARGEST_INPUT", 100)

    with pytest.raises(WorkteamValidationError) as refused:
        team(stack).watch()
    assert re.fullmatch(
        "watch 'Stack/Team/Watch' can't be made\n"
        "  `watch`: expected properties of at most 100 bytes, received [0-9]+ bytes",
        str(refused.value),
    )


def test_a_pool_and_a_client_of_the_app(stack: Stack) -> None:
    pool = cognito.UserPool(stack, "Pool")
    client, group = pool.add_client("Client", generate_secret=True), pool.add_group("Group")
    team(stack, members=[WorkteamMember.cognito(user_pool=pool, group=group, user_pool_client=client)]).watch()

    (member,) = input_of(stack)["ResourceProperties"]["MemberDefinitions"]
    assert set(member["CognitoMemberDefinition"]) == {"UserPool", "UserGroup", "ClientId"}
