"""Cuts botocore's data down to the services and the operations in use: `python -m tools.service_model` writes it.

botocore finds the cut files before its own, of two and a half and of one and a quarter megabytes. The function then
starts faster, and does not depend on whether the runtime's boto3 already knows every parameter.

An app client of Cognito's is raw JSON in the cut model: UpdateUserPoolClient resets what it is not sent, so that what
DescribeUserPoolClient shows and botocore does not know would be lost.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from botocore.loaders import Loader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MODELS: Final = Path(__file__).resolve().parent.parent / "lambda/workteam_provider/models"
OTHERS: Final = MODELS / "others"
"""What only some events need, apart from what every start of the function reads."""
OPERATIONS: Final = (
    "AddTags",
    "CreateWorkteam",
    "DeleteTags",
    "DeleteWorkteam",
    "DescribeWorkforce",
    "DescribeWorkteam",
    "ListLabelingJobsForWorkteam",
    "ListTags",
    "UpdateWorkteam",
)
WORKFORCE_MEMBERS: Final = ("CognitoConfig", "FailureReason", "SourceIpConfig", "Status", "SubDomain")
"""What is read of a workforce: the rest would be parsed at every start."""

COGNITO_OPERATIONS: Final = ("DescribeUserPoolClient", "ListGroups", "UpdateUserPoolClient")
RAW: Final = "UserPoolClient"
"""The member that holds an app client: in both answers, as in botocore's own model, and in the cut request."""


def cut_files() -> dict[Path, str]:
    """Return the text of each cut file, made from the installed botocore's."""
    others = [
        _model("cognito-idp", "2016-04-18", COGNITO_OPERATIONS, _with_raw_clients),
        _model("cloudformation", "2010-05-15", ("DescribeStacks",), _with_status_alone),
        _model("scheduler", "2021-06-30", ("GetSchedule",), _with_input_alone),
    ]
    return {
        **_files(MODELS, {"sagemaker": _model("sagemaker", "2017-07-24", OPERATIONS, _with_workforces_in_short)}),
        **_files(OTHERS, dict(zip(("cognito-idp", "cloudformation", "scheduler"), others, strict=True))),
    }


def _files(folder: Path, models: dict[str, dict[str, Any]]) -> dict[Path, str]:
    """Return the files of a folder in which botocore finds services and their endpoints."""
    prefixes = {model["metadata"]["endpointPrefix"] for model in models.values()}
    files = {
        folder / name / model["metadata"]["apiVersion"] / "service-2.json": _text(model)
        for name, model in models.items()
    }
    return files | {folder / "endpoints.json": _text(_endpoints(Loader().load_data("endpoints"), prefixes))}


def _model(
    service: str,
    version: str,
    names: Iterable[str],
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda shapes: shapes,
) -> dict[str, Any]:
    whole = Loader().load_service_model(service, "service-2", version)
    operations = {name: _without_documentation(whole["operations"][name]) for name in names}
    shapes: dict[str, Any] = {}
    _collect(operations, change(whole["shapes"]), shapes)
    return {
        "version": whole["version"],
        "metadata": whole["metadata"],
        "operations": operations,
        "shapes": dict(sorted(shapes.items())),
    }


def _with_raw_clients(shapes: dict[str, Any]) -> dict[str, Any]:
    holder = {"type": "structure", "members": {RAW: {"shape": "UserPoolClientType"}}}
    raw = {"type": "structure", "members": {}, "document": True}
    return {**shapes, "UserPoolClientType": raw, "UpdateUserPoolClientRequest": holder}


def _with_workforces_in_short(shapes: dict[str, Any]) -> dict[str, Any]:
    members = {name: shapes["Workforce"]["members"][name] for name in WORKFORCE_MEMBERS}
    return {**shapes, "Workforce": {"type": "structure", "members": members}}


def _with_input_alone(shapes: dict[str, Any]) -> dict[str, Any]:
    target = {"type": "structure", "members": {"Input": {"shape": "TargetInput"}}}
    output = {"type": "structure", "members": {"Target": {"shape": "Target"}}}
    return {**shapes, "Target": target, "GetScheduleOutput": output}


def _with_status_alone(shapes: dict[str, Any]) -> dict[str, Any]:
    stack = {"type": "structure", "members": {"StackStatus": {"shape": "StackStatus"}}}
    return {**shapes, "Stack": stack}


def _endpoints(whole: dict[str, Any], services: set[str]) -> dict[str, Any]:
    partitions = [
        {**partition, "services": {name: of for name, of in partition["services"].items() if name in services}}
        for partition in whole["partitions"]
    ]
    return {**whole, "partitions": partitions}


def _collect(value: Any, whole: dict[str, Any], found: dict[str, Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, whole, found)
    elif isinstance(value, dict):
        name = value.get("shape")
        if isinstance(name, str) and name not in found:
            found[name] = _without_documentation(whole[name])
            _collect(found[name], whole, found)
        for key, item in value.items():
            if key != "shape":
                _collect(item, whole, found)


def _without_documentation(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_documentation(item)
            for key, item in value.items()
            if not (key == "documentation" and isinstance(item, str))
        }
    if isinstance(value, list):
        return [_without_documentation(item) for item in value]
    return value


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    for path, text in cut_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
