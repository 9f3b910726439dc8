"""Numbers about the function: Lambda's own, and one counted in its log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_

from cdk_sagemaker_workteam import WorkteamProvider, WorkteamValidationError
from support.account import ACCOUNT, REGION
from support.asset import lay_out_asset
from support.cloudformation import Stack as Deployed
from support.lambda_runtime import LambdaFunction
from support.response_sink import ResponseSink
from synth.rendering import NewStack, render

if TYPE_CHECKING:
    from pathlib import Path

    from aws_cdk import aws_cloudwatch as cloudwatch

PATTERN = '{ ($.logger = "workteam_provider") && ($.message = "failed") }'


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


@pytest.fixture
def provider(stack: Stack) -> WorkteamProvider:
    return WorkteamProvider(stack, "Provider")


def shown(stack: Stack, metric: cloudwatch.Metric) -> dict[str, Any]:
    """Return a metric as an alarm over it has it."""
    metric.create_alarm(stack, "Alarm", threshold=1, evaluation_periods=1)
    (alarm,) = render(stack).of_type("AWS::CloudWatch::Alarm")
    keys = ("MetricName", "Namespace", "Dimensions", "Statistic", "Period")
    return {key: alarm["Properties"][key] for key in keys if key in alarm["Properties"]}


@pytest.mark.parametrize(
    ("method", "name", "statistic"),
    [("metric_errors", "Errors", "Sum"), ("metric_duration", "Duration", "Average")],
)
def test_metrics_of_lambda(stack: Stack, provider: WorkteamProvider, method: str, name: str, statistic: str) -> None:
    metric = shown(stack, getattr(provider, method)())
    assert metric == {
        "MetricName": name,
        "Namespace": "AWS/Lambda",
        "Dimensions": [{"Name": "FunctionName", "Value": stack.resolve(provider.function.function_name)}],
        "Statistic": statistic,
        "Period": 300,
    }


def test_options_are_those_of_cloudwatch(stack: Stack, provider: WorkteamProvider) -> None:
    metric = provider.metric_failed_operations(period=Duration.minutes(1), statistic="Maximum")
    assert provider.metric_failed_operations(label="Failures").label == "Failures"
    assert provider.metric_errors(label="Errors of teams").label == "Errors of teams"
    rendered = shown(stack, metric)
    assert (rendered["Statistic"], rendered["Period"]) == ("Maximum", 60)


def test_failed_operations_are_counted_in_the_log(stack: Stack, provider: WorkteamProvider) -> None:
    provider.metric_failed_operations()
    metric = shown(stack, provider.metric_failed_operations())
    rendered = render(stack)
    (found,) = rendered.of_type("AWS::Logs::MetricFilter")
    (counted,) = found["Properties"]["MetricTransformations"]
    assert found["Properties"]["LogGroupName"] == {"Ref": rendered.logical_id("ProviderLogGroup")}
    assert found["Properties"]["FilterPattern"] == PATTERN
    assert (counted["MetricValue"], counted["DefaultValue"]) == ("1", 0)
    function = {"Ref": rendered.logical_id("ProviderFunction")}
    name = {"Fn::Join": ["-", ["FailedOperations", function]]}
    assert (counted["MetricName"], counted["MetricNamespace"]) == (name, "SageMakerWorkteams")
    assert metric == {"MetricName": name, "Namespace": "SageMakerWorkteams", "Statistic": "Sum", "Period": 300}


def test_without_it_there_is_no_filter(stack: Stack, provider: WorkteamProvider) -> None:
    provider.metric_errors()
    provider.metric_duration()
    assert render(stack).of_type("AWS::Logs::MetricFilter") == []


def test_p48_failures_that_are_not_logged_can_not_be_counted(stack: Stack) -> None:
    provider = WorkteamProvider(stack, "Provider", log_level=lambda_.ApplicationLogLevel.FATAL)
    with pytest.raises(WorkteamValidationError) as refused:
        provider.metric_failed_operations()
    assert str(refused.value) == (
        "work team provider 'Stack/Provider' can't be made\n"
        "  `log_level`: expected ERROR or lower, for failures to be counted in the log, received FATAL"
    )


def test_a_failure_is_a_line_that_the_filter_counts_once(tmp_path: Path) -> None:
    with ResponseSink() as sink:
        environment = {"RESPONSE_URL_HOSTS": sink.host}
        with LambdaFunction(lay_out_asset(tmp_path), environment, account=ACCOUNT, region=REGION) as function:
            stack = Deployed("Stack", function, sink, account=ACCOUNT, region=REGION)
            assert stack.deploy({"Team": {"Description": "no members"}}).status == "ROLLBACK_COMPLETE"
        log = [line for one in stack.history for run in one.invocations for made in run.result() for line in made.log]
    lines = [json.loads(line) for line in log if line.startswith("{")]
    assert len([line for line in lines if (line["logger"], line["message"]) == ("workteam_provider", "failed")]) == 1
