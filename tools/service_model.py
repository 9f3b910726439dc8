"""Cuts SageMaker's service model down to the operations in use: `python -m tools.service_model` writes it.

botocore finds the cut model through its own data path, before its own of two and a half megabytes. The function then
starts faster, and does not depend on whether the runtime's boto3 already knows every parameter.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from botocore.loaders import Loader

API_VERSION: Final = "2017-07-24"
PATH: Final = (
    Path(__file__).resolve().parent.parent
    / "lambda/workteam_provider/models/sagemaker"
    / API_VERSION
    / "service-2.json"
)
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


def cut_model() -> str:
    """Return the cut model as JSON text, made from the installed botocore's."""
    whole = Loader().load_service_model("sagemaker", "service-2", API_VERSION)
    operations = {name: _without_documentation(whole["operations"][name]) for name in OPERATIONS}
    shapes: dict[str, Any] = {}
    _collect(operations, whole["shapes"], shapes)
    model = {
        "version": whole["version"],
        "metadata": whole["metadata"],
        "operations": operations,
        "shapes": dict(sorted(shapes.items())),
    }
    return json.dumps(model, separators=(",", ":")) + "\n"


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


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(cut_model())
