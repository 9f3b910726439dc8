"""Create, Update and Delete: every decision, against a service inside the process."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ReadTimeoutError

from support.fake_sagemaker import FakeSageMaker, client_error, denied
from unit.function.scene import (
    NAME,
    OTHER_STACK_ID,
    OWNER,
    SOURCE_IP,
    STACK_ID,
    TOPIC,
    Scene,
    member,
    oidc,
    properties,
)
from workteam_provider.contract import ADOPTED_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.errors import (
    InvalidPropertiesError,
    NameTakenError,
    NotOwnedError,
    OutOfTimeError,
    RemovalIgnoredError,
    ServiceError,
    StillInUseError,
    TeamVanishedError,
    WorkforceChangeError,
)

if TYPE_CHECKING:
    from unit.function.scene import Clock

LOST = ReadTimeoutError(endpoint_url="https://api.sagemaker.eu-west-1.amazonaws.com/")
THROTTLED = client_error("DescribeWorkteam", "ThrottlingException", "Rate exceeded")
INVENTED_ID = "Stack-Team-1ABCDEFGHIJKL"
FOREIGN_TAGS = [
    {},
    {"team": "theirs"},
    {STACK_TAG: OTHER_STACK_ID, LOGICAL_ID_TAG: "Team"},
    {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Another"},
    {STACK_TAG: STACK_ID},
    {LOGICAL_ID_TAG: "Team"},
    {STACK_TAG: STACK_ID.lower(), LOGICAL_ID_TAG: "team"},
]


class TestCreate:
    def test_p14_answers_the_arn_and_tags_the_team_in_the_create_call_itself(self, scene: Scene) -> None:
        outcome = scene.create(properties(Tags=[{"Key": "cost", "Value": "42"}], WorkforceName="crowd"))

        assert outcome.physical_id == scene.sagemaker.arn(NAME)
        assert scene.sagemaker.writes == ["CreateWorkteam"]
        request = scene.sagemaker.calls[0].request
        assert {tag["Key"]: tag["Value"] for tag in request.pop("Tags")} == {"cost": "42", **OWNER.tags}
        assert request == properties(WorkforceName="crowd")

    def test_every_member_of_the_request_is_passed_on_as_it_was_given(self, scene: Scene) -> None:
        wanted = properties(
            MemberDefinitions=[oidc("b", "a")], NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP
        )

        scene.create(wanted)

        request = {key: value for key, value in scene.sagemaker.calls[0].request.items() if key != "Tags"}
        assert request == wanted

    def test_a_name_is_derived_where_none_is_given(self, scene: Scene) -> None:
        outcome = scene.create(properties(WorkteamName=None))

        assert outcome.team is not None
        assert outcome.team.name == OWNER.derived_name(None)

    def test_p15_refused_properties_make_no_call_and_answer_a_marker(self, scene: Scene) -> None:
        outcome = scene.create({"MemberDefinitions": []})

        assert isinstance(outcome.error, InvalidPropertiesError)
        assert outcome.physical_id.startswith("not-created:Team:")
        assert scene.sagemaker.calls == []

    @pytest.mark.parametrize("code", ["ResourceLimitExceeded", "ValidationException", "InternalServerError"])
    def test_p15_a_refused_create_answers_a_marker(self, scene: Scene, code: str) -> None:
        scene.sagemaker.fail("CreateWorkteam", client_error("CreateWorkteam", code, "no"), times=99)

        outcome = scene.create()

        assert isinstance(outcome.error, ServiceError)
        assert code in outcome.reason
        assert outcome.physical_id.startswith(("not-created:Team:", "in-doubt:Team:"))
        assert scene.delete(outcome.physical_id).error is None

    def test_p16_a_create_that_fails_after_the_team_exists_answers_its_arn(self, scene: Scene) -> None:
        scene.sagemaker.fail("DescribeWorkteam", THROTTLED)

        outcome = scene.create()

        assert isinstance(outcome.error, ServiceError)
        assert outcome.physical_id == scene.sagemaker.arn(NAME)
        assert scene.delete(outcome.physical_id).error is None
        assert scene.sagemaker.names == set()

    def test_p16_a_team_that_can_not_be_described_answers_its_arn(self, scene: Scene) -> None:
        missing = client_error("DescribeWorkteam", "ValidationException", "The work team does not exist")
        scene.sagemaker.fail("DescribeWorkteam", missing, times=99)

        outcome = scene.create()

        assert isinstance(outcome.error, TeamVanishedError)
        assert outcome.physical_id == scene.sagemaker.arn(NAME)

    def test_a_team_that_is_seen_late_is_waited_for(self, scene: Scene) -> None:
        missing = client_error("DescribeWorkteam", "ValidationException", "The work team does not exist")
        scene.sagemaker.fail("DescribeWorkteam", missing, times=3)

        assert scene.create().error is None

    def test_p19_the_same_create_twice_makes_one_team_and_equal_answers(self, scene: Scene) -> None:
        first, second = scene.create(), scene.create()

        assert first == second
        assert scene.sagemaker.names == {NAME}

    def test_p19_also_where_the_name_is_derived(self, scene: Scene) -> None:
        first, second = (scene.create(properties(WorkteamName=None)) for _ in range(2))

        assert first == second
        assert len(scene.sagemaker.names) == 1

    def test_p19_also_where_the_service_says_it_by_a_validation_error(self, scene: Scene) -> None:
        scene.create()
        exists = client_error("CreateWorkteam", "ValidationException", "Work team in this workforce already exists")
        scene.sagemaker.fail("CreateWorkteam", exists)

        assert scene.create().error is None

    @pytest.mark.parametrize("lost", [LOST, client_error("CreateWorkteam", "InternalServerError", "oops", 500)])
    def test_p22_a_create_whose_answer_was_lost_recognises_its_team(self, scene: Scene, lost: Exception) -> None:
        scene.sagemaker.fail("CreateWorkteam", lost, effect="first")

        outcome = scene.create()

        assert outcome.error is None
        assert outcome.physical_id == scene.sagemaker.arn(NAME)

    @pytest.mark.parametrize(
        "lost",
        [
            pytest.param(LOST, id="read time-out"),
            pytest.param(client_error("CreateWorkteam", "InternalServerError", "oops", 500), id="500"),
            pytest.param(
                client_error("CreateWorkteam", "ThrottlingException", "Rate exceeded", retries=3),
                id="throttled when the SDK tried again",
            ),
            pytest.param(
                client_error("CreateWorkteam", "ResourceInUse", "exists"), id="in use by an event delivered twice"
            ),
        ],
    )
    def test_p22_a_create_that_takes_effect_after_its_client_gave_up_leaves_no_orphan(
        self, scene: Scene, lost: Exception
    ) -> None:
        scene.sagemaker.fail("CreateWorkteam", lost, effect="later")

        outcome = scene.create()
        scene.sagemaker.land()
        if outcome.error is not None:
            scene.delete(outcome.physical_id)

        assert outcome.error is None or scene.sagemaker.names == set()

    def test_p22_a_lost_answer_and_a_throttled_look_leave_the_create_in_doubt(self, scene: Scene) -> None:
        scene.sagemaker.fail("CreateWorkteam", LOST, effect="first")
        scene.sagemaker.fail("DescribeWorkteam", THROTTLED)

        outcome = scene.create()

        assert outcome.physical_id.startswith("in-doubt:Team:")
        assert scene.delete(outcome.physical_id).error is None
        assert scene.sagemaker.names == set()

    @pytest.mark.parametrize("tags", FOREIGN_TAGS, ids=str)
    @pytest.mark.parametrize("adopt", [None, "false"])
    def test_p20_p21_a_strangers_team_is_refused_and_left_as_it_was(
        self, scene: Scene, tags: dict[str, str], adopt: str | None
    ) -> None:
        arn = scene.put_strangers()
        scene.sagemaker.team(NAME).tags = dict(tags)
        before = copy.deepcopy(scene.sagemaker.team(NAME))

        outcome = scene.create(properties(AdoptExisting=adopt))

        assert isinstance(outcome.error, NameTakenError)
        assert arn in outcome.reason
        for way_out in ("`WorkteamName`", "`AdoptExisting`"):
            assert way_out in outcome.reason
        assert outcome.physical_id.startswith("not-created:")
        assert scene.sagemaker.team(NAME) == before
        assert scene.delete(outcome.physical_id).error is None
        assert scene.sagemaker.team(NAME) == before
        assert scene.sagemaker.writes == []

    def test_p28_a_redelivered_create_refuses_another_workforce(self, scene: Scene) -> None:
        scene.put_ours()

        outcome = scene.create(properties(WorkforceName="another"))

        assert isinstance(outcome.error, WorkforceChangeError)
        assert scene.sagemaker.writes == ["CreateWorkteam"]

    @pytest.mark.parametrize(
        "message",
        ["User group annotators was not found", "The client has no secret", "userPool not found", "no such WORKFORCE"],
    )
    def test_a_fresh_dependency_is_waited_for(self, scene: Scene, message: str) -> None:
        error = client_error("CreateWorkteam", "ValidationException", message)
        scene.sagemaker.fail("CreateWorkteam", error, times=4)

        assert scene.create().error is None
        assert scene.clock.now - 1000 < 60

    def test_a_dependency_that_stays_missing_fails_soon_with_the_last_words(self, scene: Scene) -> None:
        error = client_error("CreateWorkteam", "ValidationException", "User group annotators was not found")
        scene.sagemaker.fail("CreateWorkteam", error, times=99)

        outcome = scene.create()

        assert "User group annotators was not found" in outcome.reason
        assert scene.clock.now - 1000 <= 31
        assert outcome.physical_id.startswith("not-created:")

    @pytest.mark.parametrize(
        "message", ["Cannot create more than one workforce for account 123456789012", "Invalid something"]
    )
    def test_a_permanent_mistake_fails_at_once(self, scene: Scene, message: str) -> None:
        scene.sagemaker.fail("CreateWorkteam", client_error("CreateWorkteam", "ValidationException", message), times=9)

        assert message in scene.create().reason
        assert scene.clock.now == 1000

    def test_p36_a_role_that_is_not_known_yet_is_waited_for(self, scene: Scene) -> None:
        scene.sagemaker.fail("CreateWorkteam", denied("CreateWorkteam"), times=99)
        scene.clock.after(30, lambda: scene.sagemaker._faults.clear())

        assert scene.create().error is None

    def test_p36_a_right_that_stays_missing_fails_within_a_minute_naming_the_action(self, scene: Scene) -> None:
        scene.sagemaker.fail("CreateWorkteam", denied("CreateWorkteam"), times=99)

        outcome = scene.create()

        assert "sagemaker:CreateWorkteam" in outcome.reason
        assert outcome.physical_id.startswith("not-created:")
        assert scene.clock.now - 1000 < 60

    def test_p11_time_over_in_the_create_call_leaves_it_in_doubt(self, scene: Scene) -> None:
        scene.sagemaker.fail("CreateWorkteam", OutOfTimeError(), effect="later")

        outcome = scene.create()
        scene.clock.after(20, scene.sagemaker.land)

        assert outcome.physical_id.startswith("in-doubt:")
        assert scene.delete(outcome.physical_id).error is None
        assert scene.sagemaker.names == set()

    def test_p11_time_over_while_waiting_for_a_dependency_says_that_nothing_was_made(self, scene: Scene) -> None:
        scene.seconds = 10
        error = client_error("CreateWorkteam", "ValidationException", "User group annotators was not found")
        scene.sagemaker.fail("CreateWorkteam", error, times=99)

        outcome = scene.create()

        assert "User group annotators was not found" in outcome.reason
        assert outcome.physical_id.startswith("not-created:")
        assert scene.clock.now - 1000 <= 8


class TestAdopt:
    def test_p31_takes_over_an_unowned_team_and_converges_it(self, scene: Scene) -> None:
        arn = scene.put_strangers()

        outcome = scene.create(properties(AdoptExisting="true", NotificationConfiguration=TOPIC))

        assert outcome.physical_id == arn
        team = scene.sagemaker.team(NAME)
        assert team.tags == {"team": "theirs", **OWNER.tags, ADOPTED_TAG: "true"}
        assert team.settings["Description"] == "labels things"
        assert team.settings["NotificationConfiguration"] == TOPIC

    def test_p31_says_so_in_the_log(self, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
        scene.put_strangers()

        with caplog.at_level("INFO"):
            scene.create(properties(AdoptExisting="true"))

        assert any("adopted" in record.getMessage() for record in caplog.records)

    def test_p31_does_not_take_over_what_another_resource_owns(self, scene: Scene) -> None:
        scene.put_strangers(tags={STACK_TAG: OTHER_STACK_ID, LOGICAL_ID_TAG: "Team"})

        outcome = scene.create(properties(AdoptExisting="true"))

        assert isinstance(outcome.error, NameTakenError)
        assert OTHER_STACK_ID in outcome.reason
        assert scene.sagemaker.writes == ["CreateWorkteam"]

    def test_p31_deleting_the_resource_deletes_the_team(self, scene: Scene) -> None:
        scene.put_strangers()
        outcome = scene.create(properties(AdoptExisting="true"))

        assert scene.delete(outcome.physical_id).error is None
        assert scene.sagemaker.names == set()

    def test_p28_another_workforce_is_refused_before_any_mutation(self, scene: Scene) -> None:
        scene.put_strangers()
        before = copy.deepcopy(scene.sagemaker.team(NAME))

        outcome = scene.create(properties(AdoptExisting="true", WorkforceName="another"))

        assert isinstance(outcome.error, WorkforceChangeError)
        assert scene.sagemaker.team(NAME) == before

    def test_p31_an_adoption_that_fails_gives_the_team_back(self, scene: Scene) -> None:
        scene.put_strangers()
        before = copy.deepcopy(scene.sagemaker.team(NAME))
        refusal = client_error("UpdateWorkteam", "ValidationException", "no")
        scene.sagemaker.fail("UpdateWorkteam", refusal)

        outcome = scene.create(properties(AdoptExisting="true"))

        assert isinstance(outcome.error, ServiceError)
        assert scene.delete(outcome.physical_id).error is None
        assert scene.sagemaker.team(NAME) == before

    def test_p31_an_adoption_that_runs_out_of_time_is_given_back_by_the_rollback(self, scene: Scene) -> None:
        scene.put_strangers()
        scene.sagemaker.fail("UpdateWorkteam", OutOfTimeError())
        wanted = properties(AdoptExisting="true")

        outcome = scene.create(wanted)
        assert scene.delete(outcome.physical_id, wanted).error is None

        assert scene.sagemaker.team(NAME).tags == {"team": "theirs"}

    def test_p31_an_adoption_whose_claim_got_no_answer_is_given_back_by_the_rollback(self, scene: Scene) -> None:
        scene.put_strangers()
        scene.sagemaker.fail("AddTags", LOST, effect="first")
        wanted = properties(AdoptExisting="true")

        outcome = scene.create(wanted)
        assert scene.delete(outcome.physical_id, wanted).error is None

        assert scene.sagemaker.team(NAME).tags == {"team": "theirs"}

    def test_p31_a_redelivered_adoption_that_fails_is_given_back_by_the_rollback(self, scene: Scene) -> None:
        scene.put_strangers()
        wanted = properties(AdoptExisting="true")
        scene.sagemaker.fail("UpdateWorkteam", KeyboardInterrupt())  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            scene.create(wanted)
        scene.sagemaker.fail("UpdateWorkteam", client_error("UpdateWorkteam", "ValidationException", "no"))

        outcome = scene.create(wanted)
        assert scene.delete(outcome.physical_id, wanted).error is None

        assert scene.sagemaker.team(NAME).tags == {"team": "theirs"}

    def test_p31_an_unanswered_adoption_is_given_back_by_the_delete_with_an_invented_id(self, scene: Scene) -> None:
        scene.put_strangers()
        wanted = properties(AdoptExisting="true")
        scene.create(wanted)

        assert scene.delete(INVENTED_ID, wanted).error is None

        assert scene.sagemaker.team(NAME).tags == {"team": "theirs"}

    def test_p27_p31_a_rename_to_an_adopted_team_rolled_back_unanswered_does_not_delete_it(self, scene: Scene) -> None:
        old_arn = scene.put_ours("old")
        scene.put_strangers("theirs")
        old, new = properties(WorkteamName="old"), properties(WorkteamName="theirs", AdoptExisting="true")
        scene.update(old_arn, new, old)

        assert scene.update(old_arn, old, new).error is None

        assert scene.sagemaker.names == {"old", "theirs"}
        assert scene.sagemaker.team("theirs").tags == {"team": "theirs"}


class TestUpdate:
    def test_no_change_makes_no_write(self, scene: Scene) -> None:
        arn = scene.put_ours()

        outcome = scene.update(arn, properties(), properties())

        assert outcome.physical_id == arn
        assert scene.sagemaker.writes == []
        assert len(scene.sagemaker.calls) <= 2

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ({}, {"Description": "new"}),
            ({}, {"MemberDefinitions": [member(UserGroup="reviewers"), member()]}),
            ({}, {"NotificationConfiguration": TOPIC}),
            ({"NotificationConfiguration": TOPIC}, {}),
            (
                {"NotificationConfiguration": TOPIC},
                {"NotificationConfiguration": {"NotificationTopicArn": "arn:aws:sns:eu-west-1:123456789012:b"}},
            ),
            ({}, {"WorkerAccessConfiguration": SOURCE_IP}),
            ({"WorkerAccessConfiguration": SOURCE_IP}, {}),
            (
                {"WorkerAccessConfiguration": SOURCE_IP},
                {"WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"VpcSourceIp": "Enabled"}}}},
            ),
            (
                {"WorkerAccessConfiguration": SOURCE_IP},
                {
                    "WorkerAccessConfiguration": {
                        "S3Presign": {"IamPolicyConstraints": {"SourceIp": "Disabled", "VpcSourceIp": "Disabled"}}
                    }
                },
            ),
        ],
    )
    def test_p18_p33_a_change_in_place_keeps_the_id_and_goes_back(
        self, scene: Scene, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        arn = scene.create(properties(**before)).physical_id
        tags = dict(scene.sagemaker.team(NAME).tags)

        outcome = scene.update(arn, properties(**after), properties(**before))

        assert outcome.physical_id == arn
        assert scene.sagemaker.writes == ["UpdateWorkteam"]
        assert _effective(scene) == _wanted(properties(**after))
        assert scene.update(arn, properties(**before), properties(**after)).physical_id == arn
        assert _effective(scene) == _wanted(properties(**before))
        assert scene.sagemaker.team(NAME).tags == tags

    def test_p34_every_constraint_is_spelled_out_for_a_service_that_merges_them(self, scene: Scene) -> None:
        arn = scene.put_ours(WorkerAccessConfiguration=SOURCE_IP)
        vpc = {"S3Presign": {"IamPolicyConstraints": {"VpcSourceIp": "Enabled"}}}

        scene.update(arn, properties(WorkerAccessConfiguration=vpc), properties(WorkerAccessConfiguration=SOURCE_IP))

        [request] = [call.request for call in scene.sagemaker.calls if call.operation == "UpdateWorkteam"]
        constraints = request["WorkerAccessConfiguration"]["S3Presign"]["IamPolicyConstraints"]
        assert constraints == {"SourceIp": "Disabled", "VpcSourceIp": "Enabled"}

    def test_members_are_sent_whole_and_the_description_only_if_changed(self, scene: Scene) -> None:
        arn = scene.put_ours()
        members = [member(), member(UserGroup="reviewers")]

        scene.update(arn, properties(MemberDefinitions=members), properties())

        [request] = [call.request for call in scene.sagemaker.calls if call.operation == "UpdateWorkteam"]
        assert request == {"WorkteamName": NAME, "MemberDefinitions": members}

    @pytest.mark.parametrize("name", ["NotificationConfiguration", "WorkerAccessConfiguration"])
    def test_p34_a_removal_that_the_service_ignores_fails_and_names_the_property(self, scene: Scene, name: str) -> None:
        value: Any = TOPIC if name == "NotificationConfiguration" else SOURCE_IP
        arn = scene.put_ours(**{name: value})
        scene.sagemaker.keeps_removed = True

        outcome = scene.update(arn, properties(), properties(**{name: value}))

        assert isinstance(outcome.error, RemovalIgnoredError)
        assert f"`{name}`" in outcome.reason
        assert outcome.physical_id == arn

    def test_p34_an_update_that_shows_the_old_value_once_more_is_read_back(self, scene: Scene) -> None:
        arn = scene.put_ours(NotificationConfiguration=TOPIC)
        scene.sagemaker.keeps_removed = True
        scene.sagemaker.before("DescribeWorkteam", lambda: None)
        scene.sagemaker.before(
            "DescribeWorkteam", lambda: scene.sagemaker.team(NAME).settings.pop("NotificationConfiguration")
        )

        assert scene.update(arn, properties(), properties(NotificationConfiguration=TOPIC)).error is None

    def test_p35_only_the_users_own_tags_change(self, scene: Scene) -> None:
        arn = scene.put_ours()
        scene.sagemaker.team(NAME).tags.update({"others": "1", "mine": "old", "gone": "x"})
        old = properties(Tags=[{"Key": "mine", "Value": "old"}, {"Key": "gone", "Value": "x"}])
        new = properties(Tags=[{"Key": "mine", "Value": "new"}, {"Key": "more", "Value": ""}])

        outcome = scene.update(arn, new, old)

        assert outcome.error is None
        assert scene.sagemaker.team(NAME).tags == {**OWNER.tags, "others": "1", "mine": "new", "more": ""}
        assert scene.sagemaker.writes == ["DeleteTags", "AddTags"]

    def test_p35_ours_never_go_even_where_old_properties_name_them(self, scene: Scene) -> None:
        arn = scene.put_ours()
        old = properties(Tags=[{"Key": key, "Value": "x"} for key in OWNER.tags])

        scene.update(arn, properties(), old)

        assert scene.sagemaker.team(NAME).tags == OWNER.tags

    def test_p33_a_half_applied_update_ends_in_the_old_state_when_rolled_back(self, scene: Scene) -> None:
        old = properties(Tags=[{"Key": "a", "Value": "1"}], NotificationConfiguration=TOPIC)
        new = properties(Tags=[{"Key": "b", "Value": "2"}], Description="new", WorkerAccessConfiguration=SOURCE_IP)
        arn = scene.create(old).physical_id
        before = copy.deepcopy(scene.sagemaker.team(NAME))
        for operation in ("AddTags", "DeleteTags", "UpdateWorkteam"):
            for effect in ("first", "never"):
                scene.sagemaker.fail(operation, client_error(operation, "InternalServerError"), effect=effect)
                failed = scene.update(arn, new, old)
                assert failed.physical_id == arn
                assert failed.error is not None

                assert scene.update(arn, old, new).physical_id == arn
                assert scene.sagemaker.team(NAME) == before

    @pytest.mark.parametrize("tags", FOREIGN_TAGS, ids=str)
    def test_p21_p30_a_team_that_is_not_ours_is_not_updated(self, scene: Scene, tags: dict[str, str]) -> None:
        arn = scene.put_strangers()
        scene.sagemaker.team(NAME).tags = dict(tags)
        before = copy.deepcopy(scene.sagemaker.team(NAME))

        outcome = scene.update(arn, properties(), properties())

        assert isinstance(outcome.error, NameTakenError)
        assert outcome.physical_id == arn
        assert scene.sagemaker.team(NAME) == before
        assert scene.sagemaker.writes == []

    def test_p30_another_logical_id_under_the_same_name_fails_and_the_team_survives(self, scene: Scene) -> None:
        arn = scene.create().physical_id
        moved = Scene(scene.clock, scene.sagemaker, logical_id="Moved")

        outcome = moved.create()

        assert isinstance(outcome.error, NameTakenError)
        moved.delete(outcome.physical_id)
        assert scene.sagemaker.names == {NAME}
        assert scene.update(arn, properties()).error is None

    @pytest.mark.parametrize("effect", ["never", "first"])
    def test_p17_a_failed_update_echoes_its_id(self, scene: Scene, effect: Any) -> None:
        arn = scene.put_ours()
        scene.sagemaker.fail("UpdateWorkteam", LOST, effect=effect)

        assert scene.update(arn, properties(Description="new"), properties()).physical_id == arn

    @pytest.mark.parametrize("wanted", [{}, properties(WorkteamName="new", Description="")])
    def test_p17_also_with_refused_properties(self, scene: Scene, wanted: dict[str, Any]) -> None:
        arn = scene.put_ours()

        outcome = scene.update(arn, wanted, properties())

        assert isinstance(outcome.error, InvalidPropertiesError)
        assert outcome.physical_id == arn
        assert scene.sagemaker.calls == []

    def test_p32_a_team_deleted_behind_our_back_is_made_again_under_the_same_arn(self, scene: Scene) -> None:
        arn = scene.create().physical_id
        scene.sagemaker.remove(NAME)

        outcome = scene.update(arn, properties(Description="new"), properties())

        assert outcome.physical_id == arn
        assert scene.sagemaker.team(NAME).tags == OWNER.tags

    def test_p17_a_team_that_goes_away_while_it_is_looked_at_fails_with_its_id(self, scene: Scene) -> None:
        arn = scene.put_ours()
        scene.sagemaker.before("ListTags", lambda: scene.sagemaker.remove(NAME))

        outcome = scene.update(arn, properties(), properties())

        assert isinstance(outcome.error, TeamVanishedError)
        assert outcome.physical_id == arn

    def test_p28_another_workforce_under_the_same_explicit_name_is_refused(self, scene: Scene) -> None:
        arn = scene.put_ours()

        outcome = scene.update(arn, properties(WorkforceName="another"), properties())

        assert isinstance(outcome.error, WorkforceChangeError)
        assert "`WorkteamName`" in outcome.reason
        assert scene.sagemaker.writes == []

    def test_another_workforce_under_a_derived_name_replaces(self, scene: Scene) -> None:
        old, new = properties(WorkteamName=None), properties(WorkteamName=None, WorkforceName="another")
        arn = scene.create(old).physical_id

        outcome = scene.update(arn, new, old)

        assert outcome.physical_id not in {arn, ""}
        assert len(scene.sagemaker.names) == 2
        scene.delete(arn, old)
        assert {scene.sagemaker.arn(name) for name in scene.sagemaker.names} == {outcome.physical_id}

    def test_a_fresh_group_in_an_update_is_waited_for(self, scene: Scene) -> None:
        arn = scene.put_ours()
        error = client_error("UpdateWorkteam", "ValidationException", "User group was not found")
        scene.sagemaker.fail("UpdateWorkteam", error, times=3)

        assert scene.update(arn, properties(Description="new"), properties()).error is None

    def test_an_id_that_is_no_team_of_this_account_leads_to_a_new_team(self, scene: Scene) -> None:
        outcome = scene.update("something", properties(), properties())

        assert outcome.physical_id == scene.sagemaker.arn(NAME)


class TestRename:
    def test_p27_the_new_team_is_made_and_the_old_left_untouched(self, scene: Scene) -> None:
        arn = scene.create(properties(WorkteamName="old")).physical_id
        before = copy.deepcopy(scene.sagemaker.team("old"))

        outcome = scene.update(arn, properties(WorkteamName="new"), properties(WorkteamName="old"))

        assert outcome.physical_id == scene.sagemaker.arn("new")
        assert scene.sagemaker.team("old") == before
        assert scene.delete(arn, properties(WorkteamName="old")).error is None
        assert scene.sagemaker.names == {"new"}

    def test_p27_a_rollback_removes_only_the_new_team(self, scene: Scene) -> None:
        old, new = properties(WorkteamName="old"), properties(WorkteamName="new")
        arn = scene.create(old).physical_id
        renamed = scene.update(arn, new, old).physical_id

        assert scene.update(renamed, old, new).physical_id == arn
        assert scene.sagemaker.names == {"old", "new"}
        assert scene.delete(renamed, new).error is None
        assert scene.sagemaker.names == {"old"}

    def test_p27_a_rename_whose_answer_was_lost_leaves_no_orphan(self, scene: Scene) -> None:
        old, new = properties(WorkteamName="old"), properties(WorkteamName="new")
        arn = scene.create(old).physical_id
        scene.update(arn, new, old)

        assert scene.update(arn, old, new).physical_id == arn

        assert scene.sagemaker.names == {"old"}

    def test_p27_also_where_another_workforce_gives_another_derived_name(self, scene: Scene) -> None:
        old, new = properties(WorkteamName=None), properties(WorkteamName=None, WorkforceName="another")
        arn = scene.create(old).physical_id
        scene.update(arn, new, old)

        assert scene.update(arn, old, new).physical_id == arn

        assert {scene.sagemaker.arn(name) for name in scene.sagemaker.names} == {arn}

    def test_p17_p27_a_rename_that_fails_after_its_team_exists_leaves_no_orphan(self, scene: Scene) -> None:
        old, new = properties(WorkteamName="old"), properties(WorkteamName="new")
        arn = scene.create(old).physical_id
        scene.sagemaker.fail("DescribeWorkteam", THROTTLED)

        failed = scene.update(arn, new, old)
        assert (failed.error is None, failed.physical_id) == (False, arn)
        assert scene.update(arn, old, new).physical_id == arn

        assert scene.sagemaker.names == {"old"}

    def test_p27_a_rename_still_under_way_when_it_is_rolled_back_leaves_no_orphan(self, scene: Scene) -> None:
        old, new = properties(WorkteamName="old"), properties(WorkteamName="new")
        arn = scene.create(old).physical_id
        scene.sagemaker.fail("CreateWorkteam", OutOfTimeError(), effect="later")
        scene.update(arn, new, old)
        scene.clock.after(20, scene.sagemaker.land)

        assert scene.update(arn, old, new).physical_id == arn
        scene.sagemaker.land()

        assert scene.sagemaker.names == {"old"}

    def test_p27_a_strangers_team_is_no_lost_replacement(self, scene: Scene) -> None:
        arn = scene.put_ours("old")
        scene.put_strangers("new")
        before = copy.deepcopy(scene.sagemaker.team("new"))

        outcome = scene.update(arn, properties(WorkteamName="old"), properties(WorkteamName="new"))

        assert outcome.physical_id == arn
        assert scene.sagemaker.team("new") == before

    @pytest.mark.parametrize("name", ["bad name!", "x" * 64, "-", "ümlaut", 5, ["list"], ""])
    def test_p17_p27_the_rollback_of_a_refused_name_succeeds(self, scene: Scene, name: object) -> None:
        arn = scene.put_ours()
        refused = properties(WorkteamName=name)
        assert isinstance(scene.update(arn, refused, properties()).error, InvalidPropertiesError)

        rolled_back = scene.update(arn, properties(), refused)

        assert rolled_back.error is None
        assert scene.sagemaker.names == {NAME}

    @pytest.mark.parametrize("case_insensitive", [False, True])
    def test_p29_a_change_of_letter_case_never_leaves_no_team(self, clock: Clock, case_insensitive: bool) -> None:
        scene = Scene(clock, FakeSageMaker(case_insensitive=case_insensitive))
        old, new = properties(WorkteamName="Crew"), properties(WorkteamName="crew")
        arn = scene.create(old).physical_id

        outcome = scene.update(arn, new, old)
        assert outcome.error is None
        if outcome.physical_id != arn:
            scene.delete(arn, old)

        assert len(scene.sagemaker.names) == 1
        assert {scene.sagemaker.arn(name) for name in scene.sagemaker.names} == {outcome.physical_id}

    def test_p29_a_change_of_letter_case_of_a_team_deleted_behind_our_back_keeps_the_new_one(
        self, clock: Clock
    ) -> None:
        scene = Scene(clock, FakeSageMaker(case_insensitive=True))
        old, new = properties(WorkteamName="Crew"), properties(WorkteamName="crew")
        arn = scene.create(old).physical_id
        scene.sagemaker.remove("Crew")

        outcome = scene.update(arn, new, old)
        assert outcome.physical_id != arn
        assert scene.delete(arn, old).error is None

        assert scene.sagemaker.names == {"crew"}


class TestDelete:
    def test_deletes_our_team(self, scene: Scene) -> None:
        arn = scene.put_ours()

        outcome = scene.delete(arn)

        assert (outcome.error, outcome.physical_id) == (None, arn)
        assert scene.sagemaker.names == set()
        assert len(scene.sagemaker.calls) <= 3

    def test_p44_without_waiting(self, scene: Scene) -> None:
        scene.delete(scene.put_ours())

        assert scene.clock.now == 1000

    @pytest.mark.parametrize("tags", FOREIGN_TAGS, ids=str)
    def test_p20_p21_a_team_that_is_not_ours_stays(self, scene: Scene, tags: dict[str, str]) -> None:
        arn = scene.put_strangers()
        scene.sagemaker.team(NAME).tags = dict(tags)

        outcome = scene.delete(arn)

        assert isinstance(outcome.error, NotOwnedError)
        assert outcome.physical_id == arn
        assert scene.sagemaker.writes == []
        assert scene.sagemaker.names == {NAME}

    @pytest.mark.parametrize(
        "physical_id",
        [
            "not-created:Team:request",
            "anything",
            NAME,
            "*",
            "arn:aws:sagemaker:eu-west-1:123456789012:workteam/vendor-crowd/crew",
            "arn:aws:sagemaker:eu-west-1:999999999999:workteam/private-crowd/crew",
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/crew",
            "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/",
            "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/crew/x",
            "",
            None,
        ],
    )
    def test_p24_an_id_that_names_no_team_of_ours_deletes_nothing(self, scene: Scene, physical_id: str | None) -> None:
        scene.put_ours()

        outcome = scene.run("Delete", properties(), physical_id)

        assert outcome.error is None
        assert outcome.physical_id == physical_id or (not physical_id and outcome.physical_id)
        assert scene.sagemaker.names == {NAME}

    def test_p24_an_absent_team_is_as_good_as_deleted(self, scene: Scene) -> None:
        assert scene.delete(scene.sagemaker.arn(NAME)).error is None

    @pytest.mark.parametrize("operation", ["ListTags", "DeleteWorkteam"])
    def test_p24_a_team_that_goes_away_in_between_is_as_good_as_deleted(self, scene: Scene, operation: str) -> None:
        arn = scene.put_ours()
        scene.sagemaker.before(operation, lambda: scene.sagemaker.remove(NAME))

        assert scene.delete(arn).error is None

    @pytest.mark.parametrize("operation", ["DescribeWorkteam", "ListTags", "DeleteWorkteam"])
    @pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException", "InternalServerError"])
    def test_p25_an_error_on_the_way_is_never_a_success(self, scene: Scene, operation: str, code: str) -> None:
        arn = scene.put_ours()
        scene.sagemaker.fail(operation, client_error(operation, code, "no"), times=99)

        outcome = scene.delete(arn)

        assert code in outcome.reason
        assert outcome.physical_id == arn
        assert scene.sagemaker.names == {NAME}

    def test_p25_success_false_is_tried_again_and_never_a_success(self, scene: Scene) -> None:
        arn = scene.put_ours()
        scene.sagemaker.unsuccessful_deletes = 2
        assert scene.delete(arn).error is None
        scene.put_ours()
        scene.sagemaker.unsuccessful_deletes = 999

        outcome = scene.delete(arn)

        assert "Success=false" in outcome.reason
        assert scene.sagemaker.names == {NAME}

    @pytest.mark.parametrize("wanted", [{}, {"MemberDefinitions": 5, "WorkteamName": {}}, {"WorkteamName": "!" * 999}])
    def test_p26_works_with_properties_that_no_longer_validate(self, scene: Scene, wanted: dict[str, Any]) -> None:
        assert scene.delete(scene.put_ours(), wanted).error is None
        assert scene.sagemaker.names == set()

    @pytest.mark.parametrize("physical_id", [INVENTED_ID, "in-doubt:Team:request"])
    @pytest.mark.parametrize("wanted", [{}, {"WorkteamName": "bad name!"}, {"WorkteamName": "x" * 64}])
    def test_p24_p26_also_with_an_invented_id(self, scene: Scene, physical_id: str, wanted: dict[str, Any]) -> None:
        assert scene.delete(physical_id, wanted).error is None

    def test_p40_a_team_in_use_is_waited_for(self, scene: Scene) -> None:
        arn = scene.put_ours()
        scene.sagemaker.busy[NAME] = ["job"]
        scene.clock.after(100, scene.sagemaker.busy.clear)

        assert scene.delete(arn).error is None
        assert scene.sagemaker.names == set()

    @pytest.mark.parametrize("seconds", [6, 60, 300])
    def test_p40_a_team_that_stays_in_use_fails_in_time_and_names_the_jobs(self, scene: Scene, seconds: float) -> None:
        arn = scene.put_ours()
        jobs = [f"job-{number}" for number in range(12)]
        scene.sagemaker.busy[NAME] = jobs
        scene.seconds = seconds

        outcome = scene.delete(arn)

        assert isinstance(outcome.error, StillInUseError)
        assert all(job in outcome.reason for job in jobs)
        assert scene.clock.now - 1000 < seconds - 2
        assert outcome.physical_id == arn

    def test_p40_a_team_in_use_is_said_so_even_where_the_jobs_can_not_be_listed(self, scene: Scene) -> None:
        arn = scene.put_ours()
        scene.sagemaker.busy[NAME] = ["job"]
        scene.sagemaker.fail(
            "ListLabelingJobsForWorkteam", client_error("ListLabelingJobsForWorkteam", "InternalServerError"), times=99
        )

        assert "in use" in scene.delete(arn).reason

    @pytest.mark.parametrize("name", [NAME, None])
    def test_p23_an_invented_id_removes_what_the_unanswered_create_made(self, scene: Scene, name: str | None) -> None:
        wanted = properties(WorkteamName=name)
        scene.create(wanted)

        outcome = scene.delete(INVENTED_ID, wanted)

        assert (outcome.error, outcome.physical_id) == (None, INVENTED_ID)
        assert scene.sagemaker.names == set()

    @pytest.mark.parametrize("tags", FOREIGN_TAGS, ids=str)
    def test_p23_an_invented_id_leaves_a_strangers_team(self, scene: Scene, tags: dict[str, str]) -> None:
        scene.put_strangers()
        scene.sagemaker.team(NAME).tags = dict(tags)

        assert scene.delete(INVENTED_ID).error is None
        assert scene.sagemaker.names == {NAME}
        assert scene.sagemaker.writes == []

    def test_p23_a_create_still_under_way_is_waited_for_within_bounds(self, scene: Scene) -> None:
        scene.sagemaker.fail("CreateWorkteam", LOST, effect="later")
        scene.sagemaker.fail("DescribeWorkteam", LOST)
        scene.create()
        scene.clock.after(40, scene.sagemaker.land)

        assert scene.delete(INVENTED_ID).error is None
        assert scene.sagemaker.names == set()

    @pytest.mark.parametrize("seconds", [5, 30, 300])
    def test_p23_an_invented_id_without_a_team_succeeds_in_time(self, scene: Scene, seconds: float) -> None:
        scene.seconds = seconds

        assert scene.delete(INVENTED_ID).error is None
        assert scene.clock.now - 1000 <= min(100, seconds)


def _effective(scene: Scene) -> dict[str, Any]:
    return _wanted(scene.sagemaker.team(NAME).settings)


def _wanted(settings: dict[str, Any]) -> dict[str, Any]:
    """Leave out the name and, as the service does, the difference between absent, empty and disabled."""
    access = settings.get("WorkerAccessConfiguration", {}).get("S3Presign", {}).get("IamPolicyConstraints", {})
    enabled = {name for name, value in access.items() if value == "Enabled"}
    kept = {key: value for key, value in settings.items() if value != {} and key != "WorkteamName"}
    return {**kept, "WorkerAccessConfiguration": enabled}
