"""A workforce that is there is joined and left as it was, or the run stops."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tools.acceptance.cleaner import clean, ids_found, remains
from tools.acceptance.run import Run, Unexpected
from tools.acceptance.steps import look_around

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.cloud import LocalCloud
    from tools.acceptance.target import Target

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def test_a_workforce_over_an_identity_provider_stops_the_run(target: Target, cloud: LocalCloud) -> None:
    cloud.control.add_workforce("theirs", "oidc", cloud.account, cloud.region)
    with pytest.raises(Unexpected, match=r"theirs .* is left alone"):
        look_around(Run(target))
    assert ids_found(target) == set()


@pytest.mark.long
def test_only_what_is_the_runs_own_is_cleaned_up(target: Target, cloud: LocalCloud) -> None:
    cloud.control.add_workforce("acceptance-0badcafe-not", "oidc", cloud.account, cloud.region)
    clean(target, "deadbeef")
    assert remains(target, "0badcafe") == ["workforce acceptance-0badcafe-not"]
    assert len(cloud.client("sagemaker").list_workforces()["Workforces"]) == 1


@pytest.mark.long
def test_a_cognito_workforce_is_joined_and_left_as_it_was(
    target: Target, cloud: LocalCloud, whole_run: Callable[[], Run]
) -> None:
    cognito, sagemaker = cloud.client("cognito-idp"), cloud.client("sagemaker")
    pool = cognito.create_user_pool(PoolName="theirs")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"]["ClientId"]
    sagemaker.create_workforce(WorkforceName="theirs", CognitoConfig={"UserPool": pool, "ClientId": client})

    def everything() -> Any:
        shown = (
            sagemaker.list_workforces()["Workforces"],
            cognito.describe_user_pool(UserPoolId=pool)["UserPool"],
            cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"],
            cognito.list_groups(UserPoolId=pool)["Groups"],
            cognito.list_users(UserPoolId=pool)["Users"],
        )
        return json.loads(json.dumps(shown, default=str))

    before = everything()
    run = whole_run()
    assert run.joined is not None
    assert everything() == before
