"""The portal's sign-in by the function as it is deployed: what it does to the app client, and what it tells of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from local.sagemaker import Fault
from support.conversation import TWICE
from support.portal_server import PortalServer
from support.portal_service import CLIENT, POOL, SECRET, WORKFORCE, properties
from workteam_provider.contract import SIGN_IN_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functional.conftest import NewFunction, NewStack
    from local.sagemaker import Control
    from support.account import Account
    from support.cloudformation import Stack
    from support.fake_portal_client import FakePortalClient
    from support.lambda_runtime import LambdaFunction
    from support.response_sink import ResponseSink

FIND, WRITE = "DescribeUserPoolClient", "UpdateUserPoolClient"
UNKNOWN = "unknown to the SDK"
"""What stands in a member that botocore does not know."""


@pytest.fixture(scope="module")
def server() -> Iterator[PortalServer]:
    with PortalServer() as server:
        yield server


@pytest.fixture(scope="module")
def keeper(new_function: NewFunction, server: PortalServer) -> LambdaFunction:
    """The function, which logs all that it can."""
    return new_function(AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=server.url, AWS_LAMBDA_LOG_LEVEL="DEBUG")


@pytest.fixture
def portal(server: PortalServer, account: Account) -> FakePortalClient:
    """A workforce of a user pool, and its app client, which the template has just written without a portal."""
    server.forget()
    account.sagemaker.create_workforce(WorkforceName=WORKFORCE, CognitoConfig={"UserPool": POOL, "ClientId": CLIENT})
    account.forget_calls()
    server.portal.service.put_client()
    return server.portal


@pytest.fixture
def host(portal: FakePortalClient, account: Account) -> str:
    assert portal
    shown = account.sagemaker.describe_workforce(WorkforceName=WORKFORCE)["Workforce"]
    account.forget_calls()
    return str(shown["SubDomain"])


@pytest.fixture
def stack(new_stack: NewStack, keeper: LambdaFunction, portal: FakePortalClient, sink: ResponseSink) -> Iterator[Stack]:
    stack = new_stack(through=keeper)
    stack.speak_of(SIGN_IN_TYPE)
    yield stack
    require_secrecy(stack, portal, sink)


def require_secrecy(stack: Stack, portal: FakePortalClient, sink: ResponseSink) -> None:
    """Promise 73: the client's secret is nowhere, and what else is in the client in no log and no answer."""
    said = [
        text
        for exchange in stack.history
        for invocation in exchange.invocations
        for attempt in invocation.result()
        for text in (*attempt.log, json.dumps(attempt.payload))
    ]
    answered = [body.decode() for exchange in stack.history for body in sink.stored(exchange.event["ResponseURL"])]
    assert said
    assert answered
    for text in (*said, *answered):
        assert SECRET not in text
        assert UNKNOWN not in text
    assert SECRET not in json.dumps([call.request for call in portal.calls])


def deploy(stack: Stack, **changes: Any) -> Any:
    return stack.deploy({"SignIn": properties(**changes)})


def addresses(portal: FakePortalClient, host: str) -> tuple[bool, bool]:
    """Tell whether both of the portal's call-backs, and its log-out, are in the client."""
    settings = portal.service.settings()
    callbacks = {f"https://{host}/oauth2/idpresponse", f"https://{host}"} <= set(settings["CallbackURLs"])
    return callbacks, f"https://{host}/logout" in settings.get("LogoutURLs", [])


def test_p70_p73_create_lets_workers_in_and_keeps_all_else(
    stack: Stack, portal: FakePortalClient, host: str, account: Account
) -> None:
    before = portal.service.settings()

    outcome = deploy(stack)

    assert outcome.status == "CREATE_COMPLETE", outcome
    assert addresses(portal, host) == (True, True)
    after = portal.service.settings()
    changed = {"CallbackURLs", "LogoutURLs"}
    assert {key: after[key] for key in before.keys() - changed} == {key: before[key] for key in before.keys() - changed}
    assert "https://example.com" in after["CallbackURLs"]
    assert stack.resources["SignIn"].physical_id == f"portal-sign-in:{POOL}:{CLIENT}:{host}"
    assert stack.resources["SignIn"].attributes == {"PortalUrl": f"https://{host}", "SubDomain": host}
    assert portal.operations == [FIND, WRITE, FIND]
    assert [call.operation for call in account.calls()] == ["DescribeWorkforce"]


def test_p71_where_nothing_is_missing_nothing_is_written(stack: Stack, portal: FakePortalClient, host: str) -> None:
    deploy(stack)
    portal.calls.clear()

    assert deploy(stack, ClientDigest="d2").status == "UPDATE_COMPLETE"

    assert portal.operations == [FIND]
    assert addresses(portal, host) == (True, True)


def test_p71_a_client_that_the_template_has_reset_is_repaired(
    stack: Stack, portal: FakePortalClient, host: str
) -> None:
    deploy(stack)
    physical_id = stack.resources["SignIn"].physical_id
    portal.service.put_client(ClientName="Renamed", CallbackURLs=["https://theirs.example"])
    assert addresses(portal, host) == (False, False)

    assert deploy(stack, ClientDigest="d2").status == "UPDATE_COMPLETE"

    assert addresses(portal, host) == (True, True)
    settings = portal.service.settings()
    assert (settings["ClientName"], settings["LaterMember"]["Inner"]) == ("Renamed", UNKNOWN)
    assert "https://theirs.example" in settings["CallbackURLs"]
    assert stack.resources["SignIn"].physical_id == physical_id


def test_p74_delete_takes_out_our_addresses_alone(stack: Stack, portal: FakePortalClient, host: str) -> None:
    before = portal.service.settings()
    deploy(stack)

    assert stack.delete().status == "DELETE_COMPLETE"

    assert addresses(portal, host) == (False, False)
    after = portal.service.settings()
    assert after == before | {"LogoutURLs": []}


def test_p36_a_role_that_is_denied_for_a_moment(
    stack: Stack, portal: FakePortalClient, host: str, control: Control
) -> None:
    control.add_fault(Fault("DescribeWorkforce", "deny", times=2))
    portal.refuse(WRITE, "AccessDeniedException", times=2)

    assert deploy(stack).status == "CREATE_COMPLETE"

    assert addresses(portal, host) == (True, True)


@pytest.mark.parametrize("operation", [FIND, WRITE])
def test_p36_a_role_that_is_denied_says_which_right_it_lacks(
    stack: Stack, portal: FakePortalClient, host: str, operation: str
) -> None:
    before = portal.service.settings()
    portal.refuse(operation, "AccessDeniedException", f"not authorized to perform: cognito-idp:{operation}", 999)

    outcome = deploy(stack)

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert f"cognito-idp:{operation}" in outcome.reason
    assert portal.service.settings() == before
    assert addresses(portal, host) == (False, False)


def test_p74_a_delete_that_is_denied_blocks_nobody(stack: Stack, portal: FakePortalClient, host: str) -> None:
    deploy(stack)
    portal.refuse(WRITE, "AccessDeniedException", times=999)

    assert stack.delete().status == "DELETE_COMPLETE"

    assert addresses(portal, host) == (True, True)


def test_p70_a_workforce_that_is_being_made_is_waited_for(
    stack: Stack, portal: FakePortalClient, account: Account, control: Control
) -> None:
    account.sagemaker.delete_workforce(WorkforceName=WORKFORCE)
    control.set_workforce_pace(3)  # longer than what is waited for anyway, before a first look
    account.sagemaker.create_workforce(WorkforceName=WORKFORCE, CognitoConfig={"UserPool": POOL, "ClientId": CLIENT})
    control.set_workforce_pace()

    assert deploy(stack).status == "CREATE_COMPLETE"

    shown = account.sagemaker.describe_workforce(WorkforceName=WORKFORCE)["Workforce"]
    assert addresses(portal, shown["SubDomain"]) == (True, True)


def test_p19_a_create_that_is_delivered_twice_and_again(stack: Stack, portal: FakePortalClient, host: str) -> None:
    outcome = stack.deploy({"SignIn": properties()}, delivery={"SignIn": TWICE})
    assert outcome.status == "CREATE_COMPLETE", outcome
    settings = portal.service.settings()

    again = stack.redeliver(stack.history[0])

    assert again == stack.history[0].answer
    assert portal.service.settings() == settings
    assert addresses(portal, host) == (True, True)


def test_p38_a_create_that_is_killed_after_its_write_ends_when_it_comes_again(
    stack: Stack, portal: FakePortalClient, host: str, keeper: LambdaFunction
) -> None:
    portal.before(WRITE, lambda: portal.before(FIND, keeper.kill))

    outcome = deploy(stack)

    assert outcome.status == "CREATE_COMPLETE", outcome
    killed, repeated = stack.history[0].invocations[0].result()
    assert (killed.outcome, repeated.outcome) == ("crash", "result")
    assert portal.operations.count(WRITE) == 1
    assert addresses(portal, host) == (True, True)


def test_p73_a_write_whose_answer_was_lost_is_not_made_twice(stack: Stack, portal: FakePortalClient, host: str) -> None:
    portal.fail(WRITE, ConnectionResetError(), effect="first")

    assert deploy(stack).status == "CREATE_COMPLETE"

    assert portal.operations.count(WRITE) == 1
    assert addresses(portal, host) == (True, True)
