"""What the construct library and the function agree on: names, limits, and the check of a property set.

This file exists twice, identical to the byte: in the construct library as ``_contract.py`` and in the function's
package as ``contract.py``. The limits are those of SageMaker's CreateWorkteam request and of Cognito's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

RESOURCE_TYPE: Final = "Custom::SageMakerWorkteam"
HANDLER: Final = "workteam_provider.handler.handler"
RESPONSE_URL_HOSTS: Final = "RESPONSE_URL_HOSTS"

ATTRIBUTES: Final = ("WorkteamArn", "WorkteamName", "WorkforceArn", "SubDomain", "PortalUrl")

SIGN_IN_TYPE: Final = "Custom::SageMakerPortalSignIn"
SIGN_IN_ATTRIBUTES: Final = ("PortalUrl", "SubDomain")
ADDRESSES_TYPE: Final = "Custom::SageMakerPortalAddresses"
ADDRESSES_ATTRIBUTES: Final = ("CallbackUrl", "LogoutUrl")
NO_PORTAL_YET: Final = "https://portal.invalid"
"""Stands for the portal's address while there is none."""

CALLBACK_PATH: Final = "/oauth2/idpresponse"
LOGOUT_PATH: Final = "/logout"

INVITATION_HANDLER: Final = "workteam_provider.invitation.handler.handler"
INVITATION_VARIABLES: Final = ("WORKFORCE_NAME", "ORGANIZATION", "CONTACT", "SUBJECT", "TEMPLATE")
"""The environment of the invitation function; the first two are needed."""

METRIC_NAMESPACE: Final = "SageMakerWorkteams"
INVITATION_METRIC: Final = "InvitationsWithoutPortal"
"""Counts, by the dimension ``WorkforceName``, the invitations that could not name the portal."""

RESERVED_TAG_PREFIX: Final = "cdk-sagemaker-workteam:"
STACK_TAG: Final = RESERVED_TAG_PREFIX + "stack-id"
LOGICAL_ID_TAG: Final = RESERVED_TAG_PREFIX + "logical-id"
CLAIM_TAG: Final = RESERVED_TAG_PREFIX + "claim"
"""Names the team and the request that made it. An adopted team has `ADOPTED_TAG` instead."""

ADOPTED_TAG: Final = RESERVED_TAG_PREFIX + "adopted"
OWNER_TAGS: Final = (STACK_TAG, LOGICAL_ID_TAG, CLAIM_TAG, ADOPTED_TAG)
MAX_TAGS: Final = 50 - 3
"""The service allows 50 tags; no team has more than three of the library's own."""

LOGGER: Final = "workteam_provider"
FAILED_MESSAGE: Final = "failed"
"""The message of the log line that the metric of failures counts, and the logger that writes it."""

ALLOW_ADOPTION: Final = "ALLOW_ADOPTION"
"""Names an environment variable of the function; ``false`` refuses `AdoptExisting`."""

TICK: Final = "cdk-sagemaker-workteam:watch"
"""The member that tells a tick of a watch from an event of CloudFormation; its value is `TICK_VERSION`."""

TICK_VERSION: Final = "1"
HEAL: Final = "Heal"
"""The member of a tick that is ``true`` where drift is to be healed."""

SCHEDULE: Final = "ScheduleArn"
"""The member of a tick that names the schedule that it comes from."""

NETWORKS: Final = "AllowedCidrs"
"""What a tick of a workforce's watch has besides the properties of `SIGN_IN_TYPE`: the CIDRs that the template has."""

DRIFT_METRIC: Final = "Drift"
RESOURCE_DIMENSION: Final = "Resource"
"""The dimension of `DRIFT_METRIC`; its value is ``<stack name>/<logical id>``."""

MAX_SERVICE_TIMEOUT_SECONDS: Final = 3600

ENABLED: Final = "Enabled"
DISABLED: Final = "Disabled"


Names: TypeAlias = tuple[str | int, ...]


class Problem(NamedTuple):
    """One thing wrong with a property: where it is, what was received, what is allowed."""

    names: Names
    """The names from the outermost in, and the numbers of items."""

    expected: str
    received: str

    @property
    def path(self) -> str:
        """The names as one text, as in ``members[0].group``."""
        text = "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in self.names)
        return text.removeprefix(".")

    def __str__(self) -> str:
        return f"`{self.path}`: expected {self.expected}, received {self.received}"


class Text(NamedTuple):
    """A string of ``min`` to ``max`` characters that match ``pattern`` or lie in the Unicode ``categories``.

    What was received is repeated in messages only where it is ``shown``.
    """

    max: int
    of: str
    shown: bool = True
    min: int = 1
    pattern: str | None = None
    categories: str | None = None
    besides: str = ""


class OneOf(NamedTuple):
    """One of a few fixed strings."""

    values: tuple[str, ...]


class Items(NamedTuple):
    """A list of ``min`` to ``max`` things of one shape."""

    of: Shape
    max: int
    min: int = 1


class Fields(NamedTuple):
    """A map with known keys, of which ``required`` must be there."""

    shapes: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    exactly_one: bool = False


Shape: TypeAlias = Text | OneOf | Items | Fields
IsOpaque: TypeAlias = Callable[[object], bool]

SETTINGS: Final = ("MemberDefinitions", "Description", "NotificationConfiguration", "WorkerAccessConfiguration")
"""The properties that UpdateWorkteam takes."""

_LONGEST_SHOWN = 64
_SWITCH = OneOf((ENABLED, DISABLED))
_VISIBLE = "LMSNP"

WORKTEAM_NAME: Final = Text(63, "letters, digits and inner hyphens", pattern=r"[a-zA-Z0-9](-*[a-zA-Z0-9])*")
WORKFORCE_NAME: Final = Text(
    63, "letters, digits and hyphens, the first not a hyphen", pattern=r"[a-zA-Z0-9][a-zA-Z0-9-]*"
)
_POOL = Text(55, "a user pool id such as eu-west-1_AbCd12345", pattern=r"[\w-]+_[0-9a-zA-Z]+")

WORKTEAM: Final = Fields(
    required=("MemberDefinitions", "Description"),
    shapes={
        "WorkteamName": WORKTEAM_NAME,
        "WorkforceName": WORKFORCE_NAME,
        "MemberDefinitions": Items(
            max=10,
            of=Fields(
                exactly_one=True,
                shapes={
                    "CognitoMemberDefinition": Fields(
                        required=("UserPool", "UserGroup", "ClientId"),
                        shapes={
                            "UserPool": _POOL,
                            "UserGroup": Text(128, "a group name without spaces", categories=_VISIBLE),
                            "ClientId": Text(
                                1024, "an app client id in printable ASCII", shown=False, pattern=r"[ -~]+"
                            ),
                        },
                    ),
                    "OidcMemberDefinition": Fields(
                        required=("Groups",),
                        shapes={
                            "Groups": Items(max=10, of=Text(63, "a group name without spaces", categories=_VISIBLE))
                        },
                    ),
                },
            ),
        ),
        "Description": Text(200, "text on one line", shown=False, pattern=r"[^\n\r\u0085\u2028\u2029]+"),
        "NotificationConfiguration": Fields(
            required=("NotificationTopicArn",),
            shapes={
                "NotificationTopicArn": Text(
                    2048,
                    "the ARN of an SNS topic",
                    pattern=r"arn:aws[a-z-]*:sns:[a-z0-9-]*:[0-9]{12}:[a-zA-Z0-9_.-]*",
                )
            },
        ),
        "WorkerAccessConfiguration": Fields(
            required=("S3Presign",),
            shapes={
                "S3Presign": Fields(
                    required=("IamPolicyConstraints",),
                    shapes={"IamPolicyConstraints": Fields(shapes={"SourceIp": _SWITCH, "VpcSourceIp": _SWITCH})},
                )
            },
        ),
        "Tags": Items(
            min=0,
            max=MAX_TAGS,
            of=Fields(
                required=("Key", "Value"),
                shapes={
                    "Key": Text(128, "letters, digits, spaces and _.:/=+-@", categories="LZN", besides="_.:/=+-@"),
                    "Value": Text(
                        256,
                        "letters, digits, spaces and _.:/=+-@",
                        shown=False,
                        min=0,
                        categories="LZN",
                        besides="_.:/=+-@",
                    ),
                },
            ),
        ),
        "AdoptExisting": OneOf(("true", "false")),
    },
)
"""Every property of the resource and what the service takes for it; ``ServiceToken`` and ``ServiceTimeout`` aside."""

_DIGEST = Text(16_384, "a digest", shown=False, pattern=r"(?s:.+)")

SIGN_IN: Final = Fields(
    required=("UserPoolId", "ClientId", "WorkforceName", "ClientDigest"),
    shapes={
        "UserPoolId": _POOL,
        "ClientId": Text(128, "an app client id in letters, digits and _+", shown=False, pattern=r"[\w+]+"),
        "WorkforceName": WORKFORCE_NAME,
        "ClientDigest": _DIGEST,
    },
)
ADDRESSES: Final = Fields(
    required=("WorkforceName", "ClientDigest"),
    shapes={"WorkforceName": WORKFORCE_NAME, "ClientDigest": _DIGEST},
)


def given(properties: Any) -> Any:
    """Leave out what is not given: ``None``, and what ``AWS::NoValue`` leaves behind, empty maps and lists.

    What is required stays as it is, so that messages tell what was received.
    """
    kept = {key: properties[key] for key in WORKTEAM.required if isinstance(properties, dict) and key in properties}
    return _given(properties, WORKTEAM) | kept if kept else _given(properties, WORKTEAM)


def _given(value: Any, shape: Shape) -> Any:
    if not isinstance(shape, Fields) or not isinstance(value, dict):
        return value
    known = {key: _given(item, shape.shapes[key]) if key in shape.shapes else item for key, item in value.items()}
    return {key: item for key, item in known.items() if key not in shape.shapes or not _is_empty(item)}


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, (dict, list)) and not value)


def problems(properties: object, is_opaque: IsOpaque = lambda _: False) -> Iterator[Problem]:
    """Yield everything in a property set that CreateWorkteam would refuse.

    ``is_opaque`` tells which values can't be judged yet (unresolved tokens); they pass.
    """
    properties = given(properties)
    yield from _of_shape((), properties, WORKTEAM, is_opaque)
    yield from _between_members(properties, is_opaque)
    yield from _of_access(properties)
    yield from _of_tag_keys(properties, is_opaque)


def problems_of(shape: Shape, properties: object, is_opaque: IsOpaque = lambda _: False) -> Iterator[Problem]:
    """Yield everything in a property set that is not of a shape."""
    yield from _of_shape((), properties, shape, is_opaque)


def _of_shape(names: Names, value: object, shape: Shape, is_opaque: IsOpaque) -> Iterator[Problem]:
    if is_opaque(value):
        return
    match shape:
        case Text():
            yield from _of_text(names, value, shape)
        case OneOf():
            if value not in shape.values:
                yield Problem(names, " or ".join(shape.values), received(value))
        case Items():
            yield from _of_items(names, value, shape, is_opaque)
        case Fields():
            yield from _of_fields(names, value, shape, is_opaque)


def _of_text(names: Names, value: object, shape: Text) -> Iterator[Problem]:
    if not is_text(value, shape):
        yield Problem(names, f"{shape.of}, {shape.min} to {shape.max} characters", received(value, shown=shape.shown))


def is_text(value: object, shape: Text) -> bool:
    """Whether a value is a string of that shape."""
    return isinstance(value, str) and shape.min <= len(value) <= shape.max and _spelled(value, shape)


def _spelled(value: str, shape: Text) -> bool:
    if shape.pattern is not None:
        return re.fullmatch(shape.pattern, value, re.ASCII) is not None
    allowed = shape.categories or ""
    return all(character in shape.besides or unicodedata.category(character)[0] in allowed for character in value)


def _of_items(names: Names, value: object, shape: Items, is_opaque: IsOpaque) -> Iterator[Problem]:
    if not isinstance(value, list) or not shape.min <= len(value) <= shape.max:
        yield Problem(names, f"a list of {shape.min} to {shape.max} items", received(value, shown=False))
        return
    for index, item in enumerate(value):
        yield from _of_shape((*names, index), item, shape.of, is_opaque)


def _of_fields(names: Names, value: object, shape: Fields, is_opaque: IsOpaque) -> Iterator[Problem]:
    known = ", ".join(shape.shapes)
    if not isinstance(value, dict):
        yield Problem(names, f"a map with {known}", received(value, shown=False))
        return
    for key in value:
        if key not in shape.shapes:
            yield Problem((*names, str(key)[:_LONGEST_SHOWN]), f"one of {known}", "an unknown name")
    for key in shape.required:
        if key not in value:
            yield Problem((*names, key), "a value", "nothing")
    if shape.exactly_one and len(value) != 1:
        yield Problem(names, f"exactly one of {known}", f"{len(value)} of them")
    for key, inner in shape.shapes.items():
        if key in value:
            yield from _of_shape((*names, key), value[key], inner, is_opaque)


def _between_members(properties: object, is_opaque: IsOpaque) -> Iterator[Problem]:
    members = [member for member in _list(properties, "MemberDefinitions") if isinstance(member, dict)]
    cognito = [m["CognitoMemberDefinition"] for m in members if isinstance(m.get("CognitoMemberDefinition"), dict)]
    if cognito and any("OidcMemberDefinition" in member for member in members):
        yield Problem(("MemberDefinitions",), "either Cognito or OIDC members", "both kinds")
    for key, what in (("UserPool", "user pool"), ("ClientId", "app client")):
        values = {str(member[key]) for member in cognito if key in member and not is_opaque(member[key])}
        if len(values) > 1:
            yield Problem(("MemberDefinitions",), f"one {what} shared by all members", f"{len(values)} different ones")


def _of_access(properties: object) -> Iterator[Problem]:
    path = ("WorkerAccessConfiguration", "S3Presign", "IamPolicyConstraints")
    constraints = properties
    for key in path:
        constraints = constraints.get(key) if isinstance(constraints, dict) else None
    if isinstance(constraints, dict) and constraints.get("SourceIp") == constraints.get("VpcSourceIp") == ENABLED:
        yield Problem(path, "SourceIp or VpcSourceIp to be Enabled", "both Enabled")


def _of_tag_keys(properties: object, is_opaque: IsOpaque) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, tag in enumerate(_list(properties, "Tags")):
        key = tag.get("Key") if isinstance(tag, dict) else None
        if not isinstance(key, str) or is_opaque(key):
            continue
        names = ("Tags", index, "Key")
        if key in seen:
            yield Problem(names, "each key once", "a key that stands there twice")
        if key.lower().startswith(("aws:", RESERVED_TAG_PREFIX)):
            yield Problem(names, f"a key that starts with neither aws: nor {RESERVED_TAG_PREFIX}", received(key))
        seen.add(key)


def _list(properties: object, key: str) -> list[object]:
    value = properties.get(key) if isinstance(properties, dict) else None
    return value if isinstance(value, list) else []


def received(value: object, *, shown: bool = True) -> str:
    """Describe a value in a few words, by its size alone where it may not be shown."""
    match value:
        case None:
            return "nothing"
        case str() if shown and len(value) <= _LONGEST_SHOWN:
            return repr(value)
        case str():
            return f"{len(value)} characters"
        case list() | dict():
            return f"a {type(value).__name__} of {len(value)} items"
        case _:
            return f"the {type(value).__name__} {value!r}"[:_LONGEST_SHOWN] if shown else f"a {type(value).__name__}"
