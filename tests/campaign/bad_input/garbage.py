"""Property sets and events, from nearly right to garbage; every string can be recognised by its canary."""

from __future__ import annotations

import itertools
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY: Final = "cnry"
_numbers = itertools.count(10_000_000)
Path = tuple[str | int, ...]

RIGHT: Final[dict[str, Any]] = {
    "ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:provider",
    "ServiceTimeout": "900",
    "WorkteamName": "crew",
    "WorkforceName": "default",
    "MemberDefinitions": [
        {"CognitoMemberDefinition": {"UserPool": "eu-west-1_AbCd12345", "UserGroup": "staff", "ClientId": "client"}},
        {"CognitoMemberDefinition": {"UserPool": "eu-west-1_AbCd12345", "UserGroup": "more", "ClientId": "client"}},
    ],
    "Description": "labels things",
    "NotificationConfiguration": {"NotificationTopicArn": "arn:aws:sns:eu-west-1:123456789012:topic"},
    "WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}},
    "Tags": [{"Key": "cost", "Value": "center"}, {"Key": "stage", "Value": "test"}],
    "AdoptExisting": "false",
}
_OF_CLOUDFORMATION: Final = ("ServiceToken", "ServiceTimeout")
_DEEPEST: Final = 6


def fresh(text: str = "") -> str:
    """Text that is unlike any other."""
    return f"{CANARY}{next(_numbers)}{text}"


def _nested(depth: int) -> Any:
    value: Any = fresh()
    for level in range(depth):
        value = [value] if level % 2 else {"Key": value}
    return value


any_text = st.one_of(
    st.text(alphabet=st.characters(), max_size=30),
    st.text(
        alphabet=st.sampled_from("\x00\n\r\t\x1b\x7f\u2028\ud800\udfff\U0001f4a9\u202e\"'\\/{}<>%$`;-"), max_size=30
    ),
    st.builds(
        lambda part, times: part * times,
        st.sampled_from(["a", "-", "é", "\U0001f4a9", "\ud800", "\x00"]),
        st.sampled_from([63, 64, 201, 257, 1025, 20_000, 100_000]),
    ),
).map(fresh)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["", " ", "true", "True", "0"]),
    any_text,
)
anything = st.one_of(
    scalars,
    st.builds(list),
    st.builds(dict),
    st.sampled_from([3, 40, 300]).map(_nested),
    st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text.map(lambda t: t[:40]), inner, max_size=4),
        max_leaves=12,
    ),
    st.builds(lambda item, times: [item] * times, scalars, st.sampled_from([11, 48, 1000])),
)


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """The places in a value, but for the deepest and the ends of long lists."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value[:12]) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*at, key)
        if len(at) < _DEEPEST:
            yield from paths(inner, (*at, key))


@st.composite
def tampered(draw: st.DrawFn, right: dict[str, Any]) -> dict[str, Any]:
    """A right value with one to three things wrong."""
    value = deepcopy(right)
    for _ in range(draw(st.integers(1, 3))):
        places = [path for path in paths(value) if path[0] not in _OF_CLOUDFORMATION]
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        holder: Any = value
        for key in way:
            holder = holder[key]
        match draw(st.sampled_from(["replace", "replace", "replace", "drop", "add", "misspell", "wrap", "unwrap"])):
            case "replace":
                holder[last] = draw(anything)
            case "drop":
                del holder[last]
            case "add" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["Extra", "workteamName", "", "Tags"])) or fresh()] = draw(anything)
            case "add":
                holder.append(draw(anything))
            case "misspell" if isinstance(holder, dict):
                holder[f"{last}s"] = holder.pop(last)
            case "wrap":
                holder[last] = [holder[last]]
            case _ if isinstance(holder[last], list) and holder[last]:
                holder[last] = holder[last][0]
    return value


@st.composite
def right(draw: st.DrawFn) -> dict[str, Any]:
    """A property set that is valid, with values of its own."""
    value = deepcopy(RIGHT)
    value["Description"] = fresh()
    client = fresh()
    for member in value["MemberDefinitions"]:
        member["CognitoMemberDefinition"]["ClientId"] = client
    value["Tags"][0]["Value"] = fresh()
    for key in draw(st.lists(st.sampled_from(["WorkforceName", "Tags", "NotificationConfiguration"]), unique=True)):
        del value[key]
    return value


property_sets = st.one_of(
    tampered(RIGHT),
    tampered(RIGHT),
    right().flatmap(tampered),
    right(),
    st.dictionaries(any_text, anything, max_size=5),
)


def hidden_canaries(value: Any, shown: frozenset[str], *, is_shown: bool = False) -> Iterator[str]:
    """The canaries of all values that nobody may see."""
    stack = [(value, is_shown)]
    while stack:
        item, seen = stack.pop()
        if isinstance(item, dict):
            stack += [(inner, key in shown) for key, inner in item.items()]
        elif isinstance(item, list):
            stack += [(inner, seen) for inner in item]
        elif isinstance(item, str) and not seen and item.startswith(CANARY):
            yield item[: len(CANARY) + 8]
