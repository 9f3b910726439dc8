"""The service model that the function ships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tools.service_model import OPERATIONS, PATH, cut_model
from workteam_provider import client

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-west-1")
    client.sagemaker.cache_clear()
    yield client.sagemaker()
    client.sagemaker.cache_clear()


def test_the_model_is_cut_from_the_installed_botocore() -> None:
    assert PATH.read_text() == cut_model(), "run python -m tools.service_model"


def test_the_client_is_made_from_the_cut_model(cut: Any) -> None:
    assert sorted(cut.meta.service_model.operation_names) == sorted(OPERATIONS)


def test_the_cut_model_sends_what_the_whole_one_sends(cut: Any) -> None:
    whole: Any = boto3.client("sagemaker")

    assert cut.meta.endpoint_url == whole.meta.endpoint_url
    for name in OPERATIONS:
        ours, theirs = (made.meta.service_model.operation_model(name) for made in (cut, whole))
        assert _shape(ours.input_shape) == _shape(theirs.input_shape)
        assert _shape(ours.output_shape) == _shape(theirs.output_shape)


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
