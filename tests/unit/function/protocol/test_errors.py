"""Every error has a sentence for the person who reads it, and stands where the drawn tree says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support.fake_sagemaker import FakeSageMaker, denied
from unit.function.protocol.given import new_attempt
from workteam_provider.protocol import errors
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.delivery import deliver
from workteam_provider.protocol.event import parse_event
from workteam_provider.protocol.response_url import require_deliverable
from workteam_provider.protocol.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.clock import Clock


def invalid_event() -> None:
    _ = new_attempt(StackId="stack").owner


def denied_call() -> None:
    service = FakeSageMaker()
    service.fail("AddTags", denied("AddTags"), times=99)
    Service(service, Deadline(300)).call("add_tags", {"ResourceArn": service.arn("crew"), "Tags": []})


def unexpected() -> None:
    try:
        _ = SENTENCES["s3cr3t"]  # type: ignore[index]
    except KeyError as cause:
        raise errors.UnexpectedError(cause) from None


SENTENCES: dict[type[Exception], tuple[Callable[[], object], str]] = {
    errors.InvalidEventError: (
        invalid_event,
        "`StackId`: expected the ARN of a CloudFormation stack; nothing was done",
    ),
    errors.OutOfTimeError: (
        lambda: Deadline(0).require_open(),
        "the function ran out of time and stopped before it was done; deploy again",
    ),
    errors.UnsendableError: (
        lambda: new_attempt().succeeded("id", {"PortalUrl": object()}),
        "the attributes can't be written as JSON: TypeError",
    ),
    errors.ServiceError: (
        denied_call,
        "AddTags failed with AccessDeniedException: User is not authorized to perform: sagemaker:AddTags "
        "(AWS request 5f1d7a52-6a6a-4b6e-9b3e-000000000000)",
    ),
    errors.UnexpectedError: (
        unexpected,
        f"unexpected KeyError at test_errors.py:{unexpected.__code__.co_firstlineno + 2}; "
        "this is a defect of cdk-sagemaker-workteam",
    ),
    errors.MalformedEventError: (
        lambda: parse_event({}),
        "`ResponseURL` of the event is missing or not a string of a sensible length; nothing was done",
    ),
    errors.ResponseUrlError: (
        lambda: require_deliverable("https://", "", "", ""),
        "`ResponseURL` names no host; nothing was sent and nothing was done",
    ),
    errors.DeliveryError: (
        lambda: deliver("https://localhost", b"", end_of_function=0),
        "the answer could not be delivered to CloudFormation; last outcome: no try was made",
    ),
}


@pytest.mark.parametrize(("happens", "sentence"), SENTENCES.values(), ids=[error.__name__ for error in SENTENCES])
def test_p01_an_error_says_what_happened_and_what_to_do(
    clock: Clock, happens: Callable[[], object], sentence: str
) -> None:
    with pytest.raises(Exception, match=f"^{re.escape(sentence)}$") as caught:
        happens()

    assert SENTENCES[caught.type] == (happens, sentence)


def test_the_tree_that_is_drawn_is_the_one_there_is() -> None:
    drawn: dict[str, str] = {}
    root = ""
    for branch, name in re.findall(r"^ +([├└]── )?(\w+Error) ", errors.__doc__ or "", re.MULTILINE):
        root = root if branch else name
        drawn[name] = root if branch else "Exception"
    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]

    assert drawn == {error.__name__: error.__base__.__name__ for error in classes if error.__base__}
    assert set(SENTENCES) == {error for error in classes if error.__base__ is not Exception}
