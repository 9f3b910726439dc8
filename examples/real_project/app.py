#!/usr/bin/env python3
"""Labeling in two accounts: a change is tried in Test, then goes to Production."""

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from labeling.labeling_stage import LabelingStage

app = cdk.App()
stages = app.node.get_context("stages")

LabelingStage(app, "Test", env=cdk.Environment(**stages["Test"]), domain_prefix="acme-labeling-test")
LabelingStage(
    app, "Production", env=cdk.Environment(**stages["Production"]), domain_prefix="acme-labeling", keep_workers=True
)

cdk.Validations.of(app).add_plugins(AwsSolutionsChecks())
app.synth()
