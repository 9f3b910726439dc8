"""Where the function and a stack are, in every partition."""

from __future__ import annotations

import pytest

from support.partitions import REGIONS
from unit.function.protocol.given import new_attempt
from unit.function.scene import FUNCTION_ARN, STACK_ID
from workteam_provider.protocol.environment import Environment, Stack
from workteam_provider.protocol.errors import InvalidEventError

HERE = Environment("aws", "eu-west-1", "123456789012")


@pytest.mark.parametrize(("partition", "region", "_suffix"), REGIONS)
def test_p62_function_and_stack_of_every_partition_are_read(partition: str, region: str, _suffix: str) -> None:
    environment = Environment(partition, region, "123456789012")
    function = f"arn:{partition}:lambda:{region}:123456789012:function:My_provider-1"
    stack = f"arn:{partition}:cloudformation:{region}:123456789012:stack/My-stack1/0a1b2c3d-0000-4000-8000-00000000000a"

    assert {Environment.of_function(function + version) for version in ("", ":7", ":live", ":$LATEST")} == {environment}
    assert Stack.parse(stack) == Stack("My-stack1", environment)
    new_attempt(StackId=stack, function_arn=function + ":live").require_own_environment()


@pytest.mark.parametrize(
    "arn",
    [
        "", "provider", FUNCTION_ARN.replace("aws", "amazon", 1), FUNCTION_ARN.replace("lambda", "sns"),
        FUNCTION_ARN.replace("eu-west-1", ""), FUNCTION_ARN.replace("12345", ""), FUNCTION_ARN.replace("12", "xy"),
        FUNCTION_ARN.replace("12345", "\u0661\u0662\u0663\u0664\u0665"), FUNCTION_ARN.replace("function:", "layer:"),
        FUNCTION_ARN.removesuffix("provider"), FUNCTION_ARN + "\n", " " + FUNCTION_ARN,
    ],
)  # fmt: skip
def test_p62_what_is_no_function_is_refused(arn: str) -> None:
    with pytest.raises(InvalidEventError, match="the ARN by which the function was invoked can't be read"):
        Environment.of_function(arn)


@pytest.mark.parametrize(
    "stack_id",
    [
        "stack", STACK_ID.replace("stack/", "changeSet/"), STACK_ID.replace("/Stack/", "/"), STACK_ID + "\n",
        STACK_ID.replace("Stack", "1Stack"), STACK_ID.replace("Stack", "S k"), STACK_ID.replace("cloudformation", "x"),
        STACK_ID.replace("12345", "1234"), STACK_ID.replace("12345", "\u0661\u0662\u0663\u0664\u0665"),
        STACK_ID + "|Team", STACK_ID + "/more",
    ],
)  # fmt: skip
def test_p62_what_is_no_stack_is_nobodys(stack_id: str) -> None:
    assert Stack.parse(stack_id) is None
    with pytest.raises(InvalidEventError, match="`StackId`: expected the ARN of a CloudFormation stack"):
        _ = new_attempt(StackId=stack_id).owner


@pytest.mark.parametrize(
    ("ours", "theirs"), [("123456789012", "210987654321"), ("eu-west-1", "eu-west-2"), ("arn:aws:", "arn:aws-cn:")]
)
def test_p62_a_stack_elsewhere_than_the_function_is_refused(ours: str, theirs: str) -> None:
    assert new_attempt().environment == HERE
    attempt = new_attempt(StackId=STACK_ID.replace(ours, theirs))
    there = attempt.owner.stack.environment

    with pytest.raises(InvalidEventError) as caught:
        attempt.require_own_environment()

    assert str(caught.value) == (
        f"`ServiceToken`: the stack is in {there.region} of account {there.account}, its provider's function in "
        "eu-west-1 of account 123456789012; give the stack a provider of its own account and Region; nothing was done"
    )
