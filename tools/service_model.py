"""Cuts botocore's data down to the service and the operations in use: `python -m tools.service_model` writes it.

botocore finds the cut files before its own, of two and a half and of one and a quarter megabytes. The function then
starts faster, and does not depend on whether the runtime's boto3 already knows every parameter.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from botocore.loaders import Loader

API_VERSION: Final = "2017-07-24"
MODELS: Final = Path(__file__).resolve().parent.parent / "lambda/workteam_provider/models"
OPERATIONS: Final = (
    "AddTags",
    "CreateWorkteam",
    "DeleteTags",
    "DeleteWorkteam",
    "DescribeWorkteam",
    "ListLabelingJobsForWorkteam",
    "ListTags",
    "UpdateWorkteam",
)


def cut_files() -> dict[Path, str]:
    """Return the text of each cut file, made from the installed botocore's."""
    model = _model(Loader().load_service_model("sagemaker", "service-2", API_VERSION))
    endpoints = _endpoints(Loader().load_data("endpoints"), model["metadata"]["endpointPrefix"])
    return {
        MODELS / "sagemaker" / API_VERSION / "service-2.json": _text(model),
        MODELS / "endpoints.json": _text(endpoints),
    }


def _model(whole: dict[str, Any]) -> dict[str, Any]:
    operations = {name: _without_documentation(whole["operations"][name]) for name in OPERATIONS}
    shapes: dict[str, Any] = {}
    _collect(operations, whole["shapes"], shapes)
    return {
        "version": whole["version"],
        "metadata": whole["metadata"],
        "operations": operations,
        "shapes": dict(sorted(shapes.items())),
    }


def _endpoints(whole: dict[str, Any], service: str) -> dict[str, Any]:
    partitions = [
        {**partition, "services": {name: of for name, of in partition["services"].items() if name == service}}
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
