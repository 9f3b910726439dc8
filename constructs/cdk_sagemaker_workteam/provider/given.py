"""The constructs that props stand for: given themselves, as their L1, or as an attribute of either."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from aws_cdk import CfnResource
from aws_cdk.aws_ec2 import CfnSecurityGroup, CfnVPC, ISecurityGroup, IVpc, SecurityGroup
from aws_cdk.aws_iam import CfnManagedPolicy, CfnRole, IManagedPolicy, IRole, ManagedPolicy, Role
from aws_cdk.aws_kms import CfnKey, IKey, Key
from aws_cdk.aws_logs import CfnLogGroup, ILogGroup, LogGroup
from aws_cdk.aws_sqs import CfnQueue, IQueue, Queue

from ..props import Props
from ..references import construct_of, is_same, resource_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from constructs import Construct


# to pyright, a Key is no IKey, nor a Role an IRole: the CDK names parameters otherwise in the interfaces
KeyLike: TypeAlias = IKey | Key | CfnKey | str
LogGroupLike: TypeAlias = ILogGroup | CfnLogGroup | str
ManagedPolicyLike: TypeAlias = IManagedPolicy | CfnManagedPolicy | str
QueueLike: TypeAlias = IQueue | CfnQueue | str
RoleLike: TypeAlias = IRole | Role | CfnRole | str
SecurityGroupLike: TypeAlias = ISecurityGroup | CfnSecurityGroup | str
VpcLike: TypeAlias = IVpc | CfnVPC | str
"""Text stands for an attribute of a construct of this app; a VPC must have its L2 there."""

PropsT = TypeVar("PropsT", bound=Props)


def with_constructs(props: PropsT, scope: Construct) -> PropsT:
    """Return the same props with constructs where their L1s or attributes were given."""
    names = [one.name for one in fields(props) if one.metadata.get("takes_constructs")]
    return replace(props, **{name: construct_for(scope, name, getattr(props, name)) for name in names})


def construct_for(scope: Construct, prop: str, given: Any) -> Any:
    """Return the construct that a value stands for, imported into a scope where there is only its L1.

    Anything else comes back as it is, to be used or reported.
    """
    if isinstance(given, list | tuple):
        return [construct_for(scope, f"{prop}{index}", one) for index, one in enumerate(given)]
    resource = given if isinstance(given, CfnResource) else construct_of(given) if isinstance(given, str) else None
    if not isinstance(resource, CfnResource):
        return given
    around = resource.node.scope
    main = around.node.default_child if around else None
    if around and main and is_same(main, resource):
        return around
    make = next((make for kind, make in _IMPORTS.items() if isinstance(resource, kind)), None)
    return make(scope, f"Given{prop.title().replace('_', '')}", resource) if make else given


def _queue(scope: Construct, id: str, queue: CfnQueue) -> IQueue:  # noqa: A002 - CDK's name
    key = resource_of(queue.kms_master_key_id, CfnKey)
    return Queue.from_queue_attributes(
        scope,
        id,
        queue_arn=queue.attr_arn,
        key_arn=key.attr_arn if key else None,
        fifo=queue.fifo_queue is True,
    )


_IMPORTS: Final[Mapping[type, Callable[[Construct, str, Any], Any]]] = {
    CfnKey: lambda scope, name, key: Key.from_key_arn(scope, name, key.attr_arn),
    CfnLogGroup: lambda scope, name, group: LogGroup.from_log_group_arn(scope, name, group.attr_arn),
    CfnManagedPolicy: lambda scope, name, policy: ManagedPolicy.from_managed_policy_arn(scope, name, policy.ref),
    CfnQueue: _queue,
    CfnRole: lambda scope, name, role: Role.from_role_arn(scope, name, role.attr_arn),
    CfnSecurityGroup: lambda scope, name, group: SecurityGroup.from_security_group_id(scope, name, group.attr_group_id),
}
