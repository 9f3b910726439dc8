"""An account with a workforce, and an app client that knows nothing of its portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unit.function.sign_in.portal_scene import PortalScene

if TYPE_CHECKING:
    from support.clock import Clock


@pytest.fixture
def scene(clock: Clock) -> PortalScene:
    scene = PortalScene(clock)
    scene.service.put_workforce()
    scene.service.put_client()
    clock.now += 60
    return scene
