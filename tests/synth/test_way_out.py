"""A function in a VPC: its teams wait for all that it needs to get out, whenever that is added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_sqs as sqs

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider
from synth.rendering import NewStack, Rendered, render

if TYPE_CHECKING:
    from collections.abc import Callable

OIDC = WorkteamMember.oidc(groups=["annotators"])
ISOLATED = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


def isolated_vpc(stack: Stack, name: str = "Vpc") -> ec2.Vpc:
    subnets = [ec2.SubnetConfiguration(name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)]
    return ec2.Vpc(stack, name, max_azs=1, nat_gateways=0, subnet_configuration=subnets)


def team_in(stack: Stack, vpc: ec2.IVpc, **props: Any) -> WorkteamProvider:
    provider = WorkteamProvider(stack, "Provider", vpc=vpc, vpc_subnets=ISOLATED, **props)
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    return provider


def waited_for(rendered: Rendered) -> dict[str, list[str]]:
    """Return the logical ids that the team depends on, by type."""
    found: dict[str, list[str]] = {}
    for name in rendered.resource("Team")["DependsOn"]:
        found.setdefault(rendered.resources[name]["Type"].removeprefix("AWS::EC2::"), []).append(name)
    return found


def test_p68_endpoints_that_are_added_after_the_team(stack: Stack) -> None:
    vpc = isolated_vpc(stack)
    team_in(stack, vpc)
    vpc.add_interface_endpoint("Sagemaker", service=ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_API)
    vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    isolated_vpc(stack, "Other").add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    rendered = render(stack)
    endpoints = {rendered.logical_id("VpcSagemaker"), rendered.logical_id("VpcS3")}
    assert set(waited_for(rendered)["VPCEndpoint"]) == endpoints


def test_p68_routes_and_route_tables_of_the_subnets(stack: Stack) -> None:
    vpc = isolated_vpc(stack)
    team_in(stack, vpc)
    (subnet,) = vpc.isolated_subnets
    ec2.CfnRoute(stack, "Route", route_table_id=subnet.route_table.route_table_id, gateway_id="vpce-1")
    ec2.CfnRoute(stack, "Elsewhere", route_table_id="rtb-1", gateway_id="vpce-1")
    waits = waited_for(render(stack))
    assert waits["Route"] == ["Route"]
    assert len(waits["SubnetRouteTableAssociation"]) == 1


def own_group(stack: Stack, vpc: ec2.IVpc) -> ec2.SecurityGroup:
    return ec2.SecurityGroup(stack, "Group", vpc=vpc, allow_all_outbound=False)


RULES: dict[str, Callable[[Stack, ec2.SecurityGroup, ec2.SecurityGroup], Any]] = {
    "by_connections": lambda _, ours, theirs: ours.connections.allow_to(theirs, ec2.Port.tcp(443)),
    "by_l1": lambda stack, ours, theirs: [
        ec2.CfnSecurityGroupEgress(
            stack, "Out", ip_protocol="tcp", group_id=ours.security_group_id, cidr_ip="10.0.0.0/8"
        ),
        ec2.CfnSecurityGroupIngress(
            stack, "In", ip_protocol="tcp", group_id=theirs.security_group_id, cidr_ip="10.0.0.0/8"
        ),
    ],
}


@pytest.mark.parametrize("add", RULES.values(), ids=RULES)
def test_p68_rules_of_the_functions_groups_and_of_the_endpoints(
    stack: Stack, add: Callable[[Stack, ec2.SecurityGroup, ec2.SecurityGroup], Any]
) -> None:
    vpc = isolated_vpc(stack)
    ours, theirs = own_group(stack, vpc), ec2.SecurityGroup(stack, "Theirs", vpc=vpc)
    unrelated = ec2.SecurityGroup(stack, "Unrelated", vpc=vpc)
    team_in(stack, vpc, security_groups=[ours])
    vpc.add_interface_endpoint(
        "Sagemaker", service=ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_API, security_groups=[theirs], open=False
    )
    add(stack, ours, theirs)
    unrelated.connections.allow_from(ours, ec2.Port.tcp(22))
    rendered = render(stack)
    waits = waited_for(rendered)
    assert set(waits["SecurityGroup"]) == {rendered.logical_id("Group"), rendered.logical_id("Theirs")}
    groups = [stack.resolve(group.security_group_id) for group in (ours, theirs)]
    rules = {name for name, one in rendered.resources.items() if one["Properties"].get("GroupId") in groups}
    assert len(rules) == 3
    assert {*waits.get("SecurityGroupIngress", []), *waits.get("SecurityGroupEgress", [])} == rules


def test_p68_a_vpc_that_is_imported(stack: Stack) -> None:
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-1",
        availability_zones=["eu-west-1a"],
        isolated_subnet_ids=["subnet-1"],
        isolated_subnet_route_table_ids=["rtb-1"],
    )
    team_in(stack, vpc)
    ec2.CfnVPCEndpoint(stack, "Ours", vpc_id="vpc-1", service_name="s3")
    ec2.CfnVPCEndpoint(stack, "Theirs", vpc_id="vpc-2", service_name="s3")
    assert waited_for(render(stack))["VPCEndpoint"] == ["Ours"]


def test_p68_the_stack_of_the_vpc_comes_first_as_a_whole(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    network, stack = new_stack("Network", app), new_stack("Teams", app)
    vpc = isolated_vpc(network)
    vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    team_in(stack, vpc)
    app.synth()
    assert [one.node.id for one in stack.dependencies] == ["Network"]


def test_p68_teams_of_another_stack_wait_for_the_stack_of_the_function(
    flags: dict[str, Any], new_stack: NewStack
) -> None:
    app = App(context=flags)
    shared, stack = new_stack("Shared", app), new_stack("Teams", app)
    vpc = isolated_vpc(shared)
    vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    provider = WorkteamProvider(shared, "Provider", vpc=vpc, vpc_subnets=ISOLATED)
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    app.synth()
    assert [one.node.id for one in stack.dependencies] == ["Shared"]


def test_nothing_is_waited_for_without_a_vpc(stack: Stack) -> None:
    isolated_vpc(stack).add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    sqs.CfnQueue(stack, "Queue")
    Workteam(stack, "Team", description="d", members=[OIDC])
    assert "VPCEndpoint" not in waited_for(render(stack))


def test_p60_a_proxy_is_given_to_the_function_after_its_teams(stack: Stack) -> None:
    way = {"HTTPS_PROXY": "http://proxy.internal:3128", "NO_PROXY": ".vpce.amazonaws.com"}
    provider = team_in(stack, isolated_vpc(stack), allow_adoption=False)
    for name, value in way.items():
        provider.function.add_environment(name, value)
    (function,) = render(stack).of_type("AWS::Lambda::Function")
    assert function["Properties"]["Environment"]["Variables"] == {"ALLOW_ADOPTION": "false"} | way


def test_p60_and_before_them_to_the_stacks_own(stack: Stack) -> None:
    WorkteamProvider.get_or_create(stack).function.add_environment("HTTPS_PROXY", "http://proxy.internal:3128")
    Workteam(stack, "Team", description="d", members=[OIDC])
    (function,) = render(stack).of_type("AWS::Lambda::Function")
    assert function["Properties"]["Environment"]["Variables"] == {"HTTPS_PROXY": "http://proxy.internal:3128"}
