"""What the local cloud adds to ministack is still missing there: what fails here can go from ``local``."""

from __future__ import annotations

import importlib
import inspect
import json
from typing import Any

import pytest

from local.cloudformation import Ministack, own_types

LATER = "this release of ministack has it: take ours away"


@pytest.fixture(scope="module")
def ministack() -> Ministack:
    return Ministack()


def test_it_has_none_of_our_resource_types(ministack: Ministack) -> None:
    ours = {kind.name for kind in own_types(ministack, "http://127.0.0.1:1")}
    assert len(ours) == 4
    assert ours & ministack.provisioners._RESOURCE_HANDLERS.keys() == set(), LATER


def test_it_has_what_we_hook_into(ministack: Ministack) -> None:
    def parameters(function: Any) -> list[str]:
        return list(inspect.signature(function).parameters)

    stacks, cognito = ministack.stacks, ministack.cognito
    assert parameters(stacks._runs_on_worker_thread) == parameters(stacks._sends_back_failed_update)
    assert parameters(stacks._roll_back_operation)[:4] == ["stack_name", "stack_id", "stack", "operation"]
    assert len(parameters(stacks._revert_update)) == 9
    assert ministack.provisioners._REPLACING_PROPERTIES["AWS::Cognito::UserPoolGroup"]
    assert parameters(cognito._update_user_pool_client) == parameters(cognito._create_user_pool_client) == ["data"]
    assert parameters(cognito.handle_logout) == parameters(cognito.handle_oauth2_authorize)
    assert parameters(cognito._issue_auth_code_redirect)[:5] == [
        *("client_id", "pool_id", "redirect_uri", "scope", "username"),
    ]
    assert "_issue_auth_code_redirect" in inspect.getsource(cognito._handle_new_password_submit)
    assert "mfa" not in inspect.getsource(cognito.handle_login_submit).lower(), LATER
    assert "_update_user_pool_client" in inspect.getsource(ministack.provisioners._cognito_user_pool_client_update)
    assert len(ministack.caller()) == 2
    assert len(ministack.generated_name("a" * 100, "b" * 100)) <= 63


def test_its_app_clients_and_hosted_ui_are_still_milder(ministack: Ministack) -> None:
    cognito = ministack.cognito
    pool = json.loads(cognito._create_user_pool({"PoolName": "workers"})[2])["UserPool"]["Id"]
    given = {"LogoutURLs": [], "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": True, "Newer": 1}
    status, _, body = cognito._create_user_pool_client({"UserPoolId": pool, **given})
    client = json.loads(body)["UserPoolClient"]
    assert status == 200, LATER
    assert client["DefaultRedirectURI"] == "", LATER
    assert "Newer" not in client, LATER
    named = {"UserPoolId": pool, "ClientId": client["ClientId"]}
    cognito._update_user_pool_client(named)
    updated = cognito._user_pools[pool]["_clients"][client["ClientId"]]
    assert updated["AllowedOAuthFlows"] == ["code"], LATER
    asked = {"client_id": [client["ClientId"]], "redirect_uri": ["https://evil.example"], "response_type": ["code"]}
    assert cognito.handle_oauth2_authorize("GET", "/oauth2/authorize", {}, asked)[0] == 400, LATER
    leaving = {"client_id": [client["ClientId"]], "logout_uri": ["https://evil.example"]}
    assert cognito.handle_logout("GET", "/logout", {}, leaving)[1]["Location"] == "https://evil.example", LATER


def test_our_resource_types_are_as_in_their_schemas(ministack: Ministack) -> None:
    schemas = importlib.import_module("cfnlint.schema").PROVIDER_SCHEMA_MANAGER
    for kind in own_types(ministack, "http://127.0.0.1:1"):
        schema = schemas.get_resource_schema("us-east-1", kind.name).schema
        create_only = {path.removeprefix("/properties/") for path in schema["createOnlyProperties"]}
        assert set(kind.create_only) == create_only, kind.name
        assert kind.deletes_first == (schema.get("replacementStrategy") == "delete_then_create"), kind.name


def test_it_still_deletes_protected_user_pools_and_takes_groups_over(ministack: Ministack) -> None:
    cognito, table = ministack.cognito, ministack.provisioners._RESOURCE_HANDLERS
    made = cognito._create_user_pool({"PoolName": "workers", "DeletionProtection": "ACTIVE"})
    named = {"UserPoolId": json.loads(made[2])["UserPool"]["Id"], "GroupName": "theirs"}
    cognito._create_group(named)
    assert table["AWS::Cognito::UserPoolGroup"]["create"]("Theirs", named, "stack") == ("theirs", {}), LATER
    assert cognito._delete_user_pool(named)[0] == 200, LATER


def test_its_schedules_still_leave_context_attributes_as_they_stand(ministack: Ministack) -> None:
    scheduler = importlib.import_module("ministack.services.scheduler")
    assert "_eb._invoke_target(target, event, sched)" in inspect.getsource(scheduler._tick_schedules)
    for module in (scheduler, ministack.eventbridge):
        assert "aws.scheduler.schedule-arn" not in inspect.getsource(module), LATER
