"""Property sets that people write, and what a team looks like that has them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from workteam_provider.contract import ADOPTED_TAG, CLAIM_TAG, LOGICAL_ID_TAG, OWNER_TAGS, STACK_TAG, problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.sagemaker.state import Workteam

EXPLICIT_NAMES: Final = ("crew", "crew-2", "Crew")
OWNER_KEYS: Final = (STACK_TAG, LOGICAL_ID_TAG)
USER_KEYS: Final = ("cost", "stage", "team")

Wanted = dict[str, Any]


def _cognito(*groups: str) -> list[dict[str, Any]]:
    pool = {"UserPool": "eu-west-1_AbCd12345", "ClientId": "client"}
    return [{"CognitoMemberDefinition": {**pool, "UserGroup": group}} for group in groups]


def _access(**constraints: str) -> dict[str, Any]:
    return {"S3Presign": {"IamPolicyConstraints": constraints}}


_topics = st.sampled_from(["one", "two"]).map(
    lambda name: {"NotificationTopicArn": f"arn:aws:sns:eu-west-1:123456789012:{name}"}
)
_tags = st.dictionaries(st.sampled_from(USER_KEYS), st.sampled_from(["a", "b", ""]), max_size=3).map(
    lambda tags: [{"Key": key, "Value": value} for key, value in tags.items()]
)
_MEMBERS: Final = (
    _cognito("annotators"),
    _cognito("annotators", "reviewers"),
    _cognito("reviewers", "annotators"),
    _cognito("reviewers"),
    [{"OidcMemberDefinition": {"Groups": ["a", "b"]}}],
)

REQUIRED: Final = {
    "MemberDefinitions": st.sampled_from(_MEMBERS).map(copy.deepcopy),
    "Description": st.sampled_from(["labels things", "labels other things", "x"]),
}
OPTIONAL: Final = {
    "WorkteamName": st.sampled_from(EXPLICIT_NAMES),
    "WorkforceName": st.sampled_from(["default", "default", "second"]),
    "NotificationConfiguration": _topics,
    "WorkerAccessConfiguration": st.sampled_from(
        [_access(SourceIp="Enabled"), _access(VpcSourceIp="Enabled"), _access(SourceIp="Disabled")]
    ),
    "Tags": _tags,
    "AdoptExisting": st.sampled_from(["true", "false"]),
}

property_sets = st.fixed_dictionaries(REQUIRED, optional=OPTIONAL)


@st.composite
def changed(draw: st.DrawFn, before: Wanted) -> Wanted:
    """Another property set, most of it as before; sometimes one that is refused."""
    after = copy.deepcopy(before)
    keys = draw(st.lists(st.sampled_from([*REQUIRED, *OPTIONAL, "broken"]), min_size=1, max_size=3, unique=True))
    for key in keys:
        if key == "broken":
            after["Description"] = draw(st.sampled_from(["", "labels things"]))
        elif key in REQUIRED:
            after[key] = draw(REQUIRED[key])
        elif draw(st.booleans()):
            after[key] = draw(OPTIONAL[key])
        else:
            after.pop(key, None)
    if "WorkteamName" not in after and "WorkforceName" not in after and draw(st.booleans()):
        after["WorkforceName"] = "default"  # mostly, the one that the team is in
    return after


def is_valid(wanted: Wanted) -> bool:
    """Whether the service would take it."""
    return not list(problems(wanted))


def tags_of(wanted: Wanted) -> dict[str, str]:
    """The user's tags."""
    return {tag["Key"]: tag["Value"] for tag in wanted.get("Tags", [])}


def names_itself(team: Workteam) -> bool:
    """Whether the claim on a team, if there is one, names that team."""
    claim = team.tags.get(ADOPTED_TAG, team.tags.get(CLAIM_TAG))
    return claim is None or claim.startswith(f"{team.name}/")


def others_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """All tags but the library's own."""
    return {key: value for key, value in tags.items() if key not in OWNER_TAGS}
