"""An alarm on failures, for those who ask for one."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider, WorkteamValidationError
from synth.rendering import NewStack, Rendered, render

METRIC_KEYS = ("MetricName", "Namespace")


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


@pytest.fixture
def provider(stack: Stack) -> WorkteamProvider:
    return WorkteamProvider(stack, "WorkteamProvider")


def alarm_of(rendered: Rendered) -> dict[str, Any]:
    (alarm,) = rendered.of_type("AWS::CloudWatch::Alarm")
    return dict(alarm["Properties"])


def test_p49_there_is_none_unless_asked_for(stack: Stack) -> None:
    Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=["annotators"])])
    types = {resource["Type"] for resource in render(stack).resources.values()}
    assert not types & {"AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter"}


def test_it_counts_failures_and_lost_answers(stack: Stack, provider: WorkteamProvider) -> None:
    provider.create_failure_alarm()
    rendered = render(stack)
    alarm = alarm_of(rendered)
    metrics = {metric["Id"]: metric for metric in alarm["Metrics"]}
    (expression,) = [metric["Expression"] for metric in metrics.values() if "Expression" in metric]
    assert expression == "FILL(failed, 0) + FILL(errors, 0)"
    (counted,) = rendered.of_type("AWS::Logs::MetricFilter")
    (transformation,) = counted["Properties"]["MetricTransformations"]
    failed, errors = (metrics[name]["MetricStat"] for name in ("failed", "errors"))
    assert failed["Metric"]["MetricName"] == transformation["MetricName"]
    assert failed["Metric"]["Namespace"] == transformation["MetricNamespace"]
    assert [errors["Metric"][key] for key in METRIC_KEYS] == ["Errors", "AWS/Lambda"]
    assert {stat["Stat"] for stat in (failed, errors)} == {"Sum"}


def test_one_failure_sets_it_off_and_silence_does_not(stack: Stack, provider: WorkteamProvider) -> None:
    provider.create_failure_alarm()
    alarm = alarm_of(render(stack))
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (1, 1)
    periods = {metric["MetricStat"]["Period"] for metric in alarm["Metrics"] if "MetricStat" in metric}
    assert periods == {300}
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["TreatMissingData"] == "notBreaching"
    assert "AlarmActions" not in alarm


def test_actions_and_options(stack: Stack, provider: WorkteamProvider) -> None:
    topic = sns.Topic(stack, "Alarms")
    alarm = provider.create_failure_alarm(cloudwatch_actions.SnsAction(topic), threshold=3, alarm_name="teams")
    assert isinstance(alarm, cloudwatch.Alarm)
    rendered = render(stack)
    shown = alarm_of(rendered)
    assert shown["AlarmActions"] == [{"Ref": rendered.logical_id("Alarms")}]
    assert (shown["Threshold"], shown["AlarmName"]) == (3, "teams")


def test_p48_failures_that_are_not_logged_set_off_nothing(stack: Stack) -> None:
    provider = WorkteamProvider(stack, "Provider", log_level=lambda_.ApplicationLogLevel.FATAL)
    with pytest.raises(WorkteamValidationError, match="`log_level`: expected ERROR or lower"):
        provider.create_failure_alarm()
