"""Human review workflows (flow definitions) over work teams, and the task UIs that they show."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from local.sagemaker.errors import ServiceError, invalid
from local.sagemaker.paging import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.sagemaker.state import Inventory, Workteam

_PER_PAGE: Final = 100


def uses(here: Inventory, team: Workteam) -> bool:
    """Tell whether a flow definition is over a team."""
    return any(flow["HumanLoopConfig"]["WorkteamArn"] == team.arn for flow in here.flows.values())


def _create_ui(here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
    name = request["HumanTaskUiName"]
    _check_free(here.task_uis, name)
    arn = here.place.arn(f"human-task-ui/{name}")
    here.task_uis[name] = {"HumanTaskUiName": name, "HumanTaskUiArn": arn, "CreationTime": time.time()}
    return {"HumanTaskUiArn": arn}


def _create_flow(here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
    name, config = request["FlowDefinitionName"], request.get("HumanLoopConfig")
    _check_free(here.flows, name)
    if config is None:
        raise invalid("HumanLoopConfig must be given.")
    if here.by_arn(config["WorkteamArn"]) is None:
        raise invalid(f"The work team {config['WorkteamArn']} doesn't exist.")
    if config["HumanTaskUiArn"] not in [ui["HumanTaskUiArn"] for ui in here.task_uis.values()]:
        raise invalid(f"The human task UI {config['HumanTaskUiArn']} doesn't exist.")
    arn = here.place.arn(f"flow-definition/{name}")
    shown = {name: value for name, value in request.items() if name != "Tags"}
    state = {"FlowDefinitionArn": arn, "FlowDefinitionStatus": "Active", "CreationTime": time.time()}
    here.flows[name] = shown | state
    return {"FlowDefinitionArn": arn}


def _describe_flow(here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
    return _present(here.flows, request["FlowDefinitionName"])


def _delete_flow(here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
    _present(here.flows, request["FlowDefinitionName"])
    del here.flows[request["FlowDefinitionName"]]
    return {}


def _delete_ui(here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
    _present(here.task_uis, request["HumanTaskUiName"])
    del here.task_uis[request["HumanTaskUiName"]]
    return {}


def _list_flows(here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
    shown, more = page(list(here.flows.values()), request, _PER_PAGE)
    return {"FlowDefinitionSummaries": shown, **more}


def _list_uis(here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
    shown, more = page(list(here.task_uis.values()), request, _PER_PAGE)
    return {"HumanTaskUiSummaries": shown, **more}


def _check_free(those: dict[str, Any], name: str) -> None:
    if name in those:
        raise ServiceError("ResourceInUse", f"{name} already exists.")


def _present(those: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    if name not in those:
        raise ServiceError("ResourceNotFound", f"{name} doesn't exist.")
    return those[name]


OPERATIONS: Final[dict[str, Callable[[Inventory, dict[str, Any]], dict[str, Any]]]] = {
    "CreateHumanTaskUi": _create_ui,
    "DeleteHumanTaskUi": _delete_ui,
    "ListHumanTaskUis": _list_uis,
    "CreateFlowDefinition": _create_flow,
    "DescribeFlowDefinition": _describe_flow,
    "DeleteFlowDefinition": _delete_flow,
    "ListFlowDefinitions": _list_flows,
}
