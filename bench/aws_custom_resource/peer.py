"""The handler as aws-cdk-lib stages it, and the properties that its `AwsCustomResource` gives to a work team."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import App, Stack
from aws_cdk import custom_resources as cr

from bench.functions import AWS_CUSTOM_RESOURCE, Function
from bench.world import MEMORY_MEGABYTES, PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.aws_custom_resource.installation import Installation

RUNTIME: Final = "nodejs24.x"

_STAND_IN: Final = Path(__file__).parent / "runtime.js"
_NEW_SPACE: Final = MEMORY_MEGABYTES // 10


def lay_out(folder: Path, installation: Installation) -> Function:
    """Have the CDK stage the handler, and write a Create's properties."""
    template = _synthesised(folder)
    code = _only(template, "AWS::Lambda::Function")
    if code["Runtime"] != RUNTIME:
        raise RuntimeError(f"expected a function for {RUNTIME}, received one for {code['Runtime']}")
    (asset,) = folder.glob("asset.*")
    return Function(
        AWS_CUSTOM_RESOURCE,
        asset,
        code["Handler"],
        command=_command(installation),
        environment={"NODE_PATH": str(installation.packages)},
        properties=_as_sent(_only(template, "Custom::AWS")),
    )


def _command(installation: Installation) -> tuple[str, ...]:
    """Start Node as Lambda does, with the certificates that Python reads too; a deprecated call's warning is lost."""
    return (
        str(installation.node),
        "--expose-gc",
        "--max-http-header-size=81920",
        f"--max-semi-space-size={_NEW_SPACE // 2}",
        f"--max-old-space-size={MEMORY_MEGABYTES - _NEW_SPACE}",
        "--use-openssl-ca",
        "--redirect-warnings=/dev/null",
        f"--require={_STAND_IN}",
        str(installation.client),
    )


def _synthesised(folder: Path) -> dict[str, Any]:
    app = App(outdir=str(folder))
    stack = Stack(app, "Peer")
    name, update = PROPERTIES["WorkteamName"], {key: PROPERTIES[key] for key in PROPERTIES if key != "Tags"}
    arn = cr.PhysicalResourceId.from_response("WorkteamArn")
    cr.AwsCustomResource(
        stack,
        "Team",
        on_create=_call("createWorkteam", PROPERTIES, arn),
        on_update=_call("updateWorkteam", update),
        on_delete=_call("deleteWorkteam", {"WorkteamName": name}),
        policy=cr.AwsCustomResourcePolicy.from_sdk_calls(resources=cr.AwsCustomResourcePolicy.ANY_RESOURCE),
        install_latest_aws_sdk=False,
    )
    app.synth()
    return dict(json.loads((folder / "Peer.template.json").read_text()))


def _call(
    action: str, parameters: Mapping[str, Any], physical_id: cr.PhysicalResourceId | None = None
) -> cr.AwsSdkCall:
    return cr.AwsSdkCall(
        service="SageMaker", action=action, parameters=dict(parameters), physical_resource_id=physical_id
    )


def _only(template: Mapping[str, Any], kind: str) -> dict[str, Any]:
    (found,) = (one["Properties"] for one in template["Resources"].values() if one["Type"] == kind)
    return dict(found)


def _as_sent(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the token, and turn what isn't text into text, as CloudFormation does."""
    sent = {name: value for name, value in properties.items() if name != "ServiceToken"}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in sent.items()}
