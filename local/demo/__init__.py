"""``python -m local demo``: the example app deployed, changed, renamed and destroyed on a local cloud."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

from local.cdk import CdkError
from local.cloud import LocalCloud
from local.demo.claims import Claims
from local.demo.screen import Screen
from local.demo.story import STEPS, Story, StoryError
from local.servers import StartError

if TYPE_CHECKING:
    import argparse


def run(_: argparse.Namespace) -> int:
    """Tell the story; 0 if every claim in it holds, 1 if not, 130 or 143 if it was interrupted."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    claims, screen = Claims(), Screen(STEPS)
    story = Story(LocalCloud(), screen, claims)
    try:
        story.tell()
    except KeyboardInterrupt:
        return 130
    except (CdkError, StoryError, StartError, OSError) as error:
        claims.add("the demo came to its end", False)
        print(f"\n{error}", file=sys.stderr)
    screen.summary(claims.made)
    if story.log:
        print(f"All output of the CDK CLI: {story.log}", file=sys.stderr)
    return 0 if claims.all_hold else 1
