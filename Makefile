# Everything a person needs: `make` lists it.

export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = 20
# the CDK's own validation triples the time of a synth; `make lint` runs it
export CDK_VALIDATION = false

PY = .venv/bin/python
LOCKED = --quiet --disable-pip-version-check --no-compile --require-hashes
RUN = PATH="$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$$PATH"
CAMPAIGN = $(RUN) PYTHONPATH=constructs:lambda:tests:. python -m
TYPED = constructs/cdk_sagemaker_workteam lambda/workteam_provider local tools bench tests app.py
# the tests closest to the function, which its coverage is measured with
CLOSE = tests/unit tests/functional
# more than there are cores, since many tests wait
PARALLEL = --numprocesses 4 --dist worksteal
# long tests stand side by side, and must not wait for one another
SPREAD = --numprocesses 4 --dist load --maxschedchunk 1

.PHONY: help setup setup-demo lock demo test test-fast test-long test-browser test-oldest-cdk test-other-boto3 test-pythons campaigns mutants acceptance acceptance-clean lint bench docs package release-check clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## virtual environment and CDK CLI, as locked
	@PYTHON="$(PYTHON)" sh tools/set_up.sh dev

setup-demo: ## what the demo needs of these
	@PYTHON="$(PYTHON)" sh tools/set_up.sh demo

# its dependencies don't go with the pinned botocore
.venv/checkov/locked: requirements-checkov.lock | setup
	$(PY) -m venv --clear .venv/checkov
	.venv/checkov/bin/python -m pip install $(LOCKED) --requirement $<
	@touch $@

lock: setup ## resolve the requirements anew, with hashes; what is locked stays, `make lock UPGRADE=--upgrade` takes the newest
	$(RUN) python -m tools.lock $(UPGRADE)

demo: setup-demo ## deploy, change, rename and destroy the example on the local cloud
	@$(RUN) python -m local demo

test: setup ## every test but the long campaigns
	$(RUN) python -m pytest $(CLOSE) $(PARALLEL) --cov --cov-report term
	$(RUN) python -m pytest -m "not long" $(CLOSE:%=--ignore %) --ignore tests/browser $(SPREAD)

test-fast: setup ## unit, functional and synth tests: under a minute
	$(RUN) python -m pytest $(CLOSE) tests/synth $(PARALLEL)

test-long: setup ## the campaigns in full: minutes
	$(RUN) python -m pytest -m long $(PARALLEL)

test-browser: setup ## sign in at the labeling portal by a real browser, where Chromium is installed
	$(RUN) python -m pytest tests/browser

test-oldest-cdk: setup ## the synth tests by the oldest aws-cdk-lib that is supported, which is downloaded
	$(RUN) python -m tools.oldest_cdk

test-other-boto3: setup ## the functional and the client's tests by older and newer boto3, which are downloaded
	$(RUN) PYTHONPATH=tests python -m tools.other_boto3 $(PARALLEL)

test-pythons: setup ## the unit, functional and synth tests by every supported Python that is found, which downloads their packages
	$(RUN) python -m tools.every_python $(PARALLEL)

campaigns: setup ## kill the function at every point, and work on 25 teams at once; write what came of it: minutes
	$(CAMPAIGN) campaign.crash --pairs --write
	$(CAMPAIGN) campaign.load --write

mutants: setup ## change the function in hundreds of places, the library in a sample of them, and see the tests go red: an hour or two
	$(RUN) python -m tools.mutation
	$(RUN) python -m tools.mutation --subject library

acceptance: setup ## the life of a workforce and its team on an AWS account, which is asked what only it can tell; says what to type first
	@$(RUN) python -m tools.acceptance run

acceptance-clean: setup ## remove from that account what a killed run has left
	@$(RUN) python -m tools.acceptance clean

lint: setup .venv/checkov/locked ## style, types, templates
	$(RUN) PRE_COMMIT_HOME=.venv/pre-commit pre-commit run --all-files
	$(RUN) node tools/lint_workflows.mjs
	$(RUN) mypy $(TYPED)
	$(RUN) CDK_VALIDATION=true cdk synth --quiet
	$(RUN) python -m tools.scan

bench: setup ## measure the function beside a hand-written one
	$(RUN) python -m bench --local-cloud

docs: setup ## write the API reference, the properties and the promises from their sources
	$(RUN) python -m tools.api_reference
	$(RUN) PYTHONPATH=constructs python -m tools.property_table
	$(RUN) python -m tools.promises
	$(RUN) python -m tools.acceptance.page

package: setup ## wheel, sdist, and the provider for users without the CDK
	$(RUN) python -m build --no-isolation
	$(RUN) PYTHONPATH=constructs python -m tools.plain_template dist

release-check: setup ## whether this tree can be released: nothing uncommitted, one version, wheel and sdist as they must be
	$(RUN) python -m tools.release_check

clean: ## remove what the other targets made
	rm -rf .venv node_modules cdk.out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
