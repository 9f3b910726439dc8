"""Writes what deploys the provider without the CDK: its template, and the function's code as a zip.

`make package` runs it. The template is rendered by `WorkteamProvider` itself.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from aws_cdk import App, Aws, CfnCondition, CfnOutput, CfnParameter, DefaultStackSynthesizer, Fn, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cdk_sagemaker_workteam import WorkteamProvider, __version__
from cdk_sagemaker_workteam.provider.asset import asset_files, asset_folder
from cdk_sagemaker_workteam.provider.rights import user_pool_rights

if TYPE_CHECKING:
    from constructs import Construct

ROOT: Final = Path(__file__).resolve().parents[1]
VERSION: Final[str] = __version__
NAME: Final = f"workteam-provider-{VERSION}"

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o100644 << 16
_UNIX: Final = 3
# of each item; `*` would be all pools of all accounts
_USER_POOL_ARN_OR_NOTHING: Final = (
    r"^$|^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[a-z0-9-]+_[0-9a-zA-Z]+$"
)


class PlainStack(Stack):
    """A stack with the provider alone, whose code lies where its deployer says."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(
            scope,
            name,
            description=f"Serves Custom::SageMakerWorkteam (cdk-sagemaker-workteam {VERSION})",
            synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
            analytics_reporting=False,
        )
        self.provider: Final = WorkteamProvider(self, "WorkteamProvider")
        self._take_code_from_parameters()
        self._allow_user_pools_from_parameter()
        self._export("ServiceToken", self.provider.service_token, "The ServiceToken of Custom::SageMakerWorkteam")
        self._export("RoleName", self.provider.role.role_name, "The function's role, for the rights over user pools")
        self._export("LogGroupName", self.provider.log_group.log_group_name, "Where the function logs")

    def _take_code_from_parameters(self) -> None:
        bucket = CfnParameter(
            self, "CodeBucket", min_length=3, max_length=63, description="The bucket of this Region that has the zip"
        )
        key = CfnParameter(self, "CodeKey", min_length=1, default=f"{NAME}.zip", description="The zip's key in there")
        version = CfnParameter(
            self, "CodeVersion", default="", description="The zip's version in there; none for the last"
        )
        given = self._is_given("HasCodeVersion", version.value_as_string)
        function = cast("lambda_.CfnFunction", self.provider.function.node.default_child)
        function.code = lambda_.CfnFunction.CodeProperty(
            s3_bucket=bucket.value_as_string,
            s3_key=key.value_as_string,
            s3_object_version=Fn.condition_if(given.logical_id, version.value_as_string, Aws.NO_VALUE).to_string(),
        )

    def _allow_user_pools_from_parameter(self) -> None:
        pools = CfnParameter(
            self,
            "UserPoolArns",
            type="CommaDelimitedList",
            default="",
            allowed_pattern=_USER_POOL_ARN_OR_NOTHING,
            description="ARNs of the Cognito user pools that teams are made over; none for OIDC members alone",
        )
        given = self._is_given("HasUserPools", Fn.select(0, pools.value_as_list))
        statement = user_pool_rights(self, "*").copy(resources=pools.value_as_list)
        policy = iam.Policy(self, "UserPools", roles=[self.provider.role], statements=[statement])
        cast("iam.CfnPolicy", policy.node.default_child).cfn_options.condition = given

    def _is_given(self, name: str, value: str) -> CfnCondition:
        return CfnCondition(self, name, expression=Fn.condition_not(Fn.condition_equals(value, "")))

    def _export(self, name: str, value: str, description: str) -> None:
        export_name = Fn.sub(f"${{AWS::StackName}}-{name}")
        CfnOutput(self, name, value=value, description=description, export_name=export_name)


def template() -> dict[str, Any]:
    """Return the template of the provider alone."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    with tempfile.TemporaryDirectory() as folder:
        app = App(context=context, outdir=folder)
        PlainStack(app, NAME.replace(".", "-"))
        (stack,) = app.synth().stacks
        return dict(stack.template)


def write_code(target: Path) -> None:
    """Write the function's code as a zip, the same bytes for the same files on every machine."""
    source = asset_folder()
    with zipfile.ZipFile(target, "w") as archive:
        for file in asset_files():
            entry = zipfile.ZipInfo(file.relative_to(source).as_posix(), _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, file.read_bytes())


def main(folder: Path) -> None:
    """Write both into a folder, and print the code's SHA-256, for those who upload it and those who check it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.template.json").write_text(json.dumps(template(), indent=2) + "\n")
    code = folder / f"{NAME}.zip"
    write_code(code)
    sys.stdout.write(f"{hashlib.sha256(code.read_bytes()).hexdigest()}  {code}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
