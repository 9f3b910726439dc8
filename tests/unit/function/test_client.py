"""The service model that the function ships."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from workteam_provider import client

from tools.service_model import OPERATIONS, PATH, cut_model


def test_the_model_is_cut_from_the_installed_botocore() -> None:
    assert PATH.read_text() == cut_model(), "run python -m tools.service_model"


def test_the_client_is_made_from_the_cut_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    client.sagemaker.cache_clear()

    made: Any = client.sagemaker()

    assert sorted(made.meta.service_model.operation_names) == sorted(OPERATIONS)
    client.sagemaker.cache_clear()


def test_the_cut_model_sends_what_the_whole_one_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    client.sagemaker.cache_clear()
    cut: Any = client.sagemaker()
    whole: Any = boto3.client("sagemaker")

    assert cut.meta.endpoint_url == whole.meta.endpoint_url
    for name in OPERATIONS:
        ours, theirs = (made.meta.service_model.operation_model(name) for made in (cut, whole))
        assert _shape(ours.input_shape) == _shape(theirs.input_shape)
        assert _shape(ours.output_shape) == _shape(theirs.output_shape)
    client.sagemaker.cache_clear()


def _shape(shape: Any) -> Any:
    match shape.type_name if shape is not None else None:
        case "structure":
            return shape.required_members, {name: _shape(member) for name, member in shape.members.items()}
        case "list":
            return shape.metadata, _shape(shape.member)
        case None:
            return None
        case kind:
            return kind, shape.metadata, shape.enum if kind == "string" else None
