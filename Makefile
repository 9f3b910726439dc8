# Everything a person needs: `make` lists it.

export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = 20
# the CDK's own validation triples the time of a synth; `make lint` runs it
export CDK_VALIDATION = false

SUPPORTED = import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYENV = $${PYENV_ROOT:-$$HOME/.pyenv}/versions
PYTHON ?= $(shell for python in \
	python3.13 $(PYENV)/3.13.*/bin/python python3.12 $(PYENV)/3.12.*/bin/python python3.11 $(PYENV)/3.11.*/bin/python python3; \
	do $$python -c '$(SUPPORTED)' 2>/dev/null && { echo $$python; break; }; done)

PY = .venv/bin/python
RUN = PATH="$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$$PATH"
CAMPAIGN = $(RUN) PYTHONPATH=constructs:lambda:tests:. python -m
TYPED = constructs/cdk_sagemaker_workteam lambda/workteam_provider local tools bench tests app.py
# the tests closest to the function, which its coverage is measured with
CLOSE = tests/unit tests/functional
# more than there are cores, since many tests wait
PARALLEL = --numprocesses 4 --dist worksteal
# long tests stand side by side, and must not wait for one another
SPREAD = --numprocesses 4 --dist load --maxschedchunk 1

.PHONY: help setup demo test test-fast test-long test-oldest-cdk test-other-boto3 campaigns mutants lint bench docs package clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

setup: .venv/installed node_modules/installed ## virtual environment and CDK CLI, as pinned

.venv/installed: requirements.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with the venv module is needed; none was found" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

# its dependencies don't go with the pinned botocore
.venv/checkov/bin/checkov: .venv/installed
	$(PY) -m venv --clear .venv/checkov
	.venv/checkov/bin/python -m pip install --quiet --disable-pip-version-check checkov==3.3.30

node_modules/installed: package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed; none was found" >&2; exit 1; }
	npm ci --silent --no-audit --no-fund
	@touch $@

demo: setup ## deploy, change, rename and destroy the example on the local cloud
	@$(RUN) python -m local demo

test: setup ## every test but the long campaigns
	$(RUN) python -m pytest $(CLOSE) $(PARALLEL) --cov --cov-report term
	$(RUN) python -m pytest -m "not long" $(CLOSE:%=--ignore %) $(SPREAD)

test-fast: setup ## unit, functional and synth tests: under a minute
	$(RUN) python -m pytest $(CLOSE) tests/synth $(PARALLEL)

test-long: setup ## the campaigns in full: minutes
	$(RUN) python -m pytest -m long $(PARALLEL)

test-oldest-cdk: setup ## the synth tests by the oldest aws-cdk-lib that is supported, which is downloaded
	$(RUN) python -m tools.oldest_cdk

test-other-boto3: setup ## the functional and the client's tests by older and newer boto3, which are downloaded
	$(RUN) PYTHONPATH=tests python -m tools.other_boto3 $(PARALLEL)

campaigns: setup ## kill the function at every point, and work on 25 teams at once; write what came of it: minutes
	$(CAMPAIGN) campaign.crash --pairs --write
	$(CAMPAIGN) campaign.load --write

mutants: setup ## change the function in hundreds of places and see the tests go red: minutes
	$(RUN) python -m tools.mutation

lint: setup .venv/checkov/bin/checkov ## style, types, templates
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy $(TYPED)
	$(RUN) CDK_VALIDATION=true cdk synth --quiet
	$(RUN) python -m tools.scan

bench: setup ## measure the function beside a hand-written one
	$(RUN) python -m bench --local-cloud

docs: setup ## write the API reference, the properties and the promises from their sources
	$(RUN) python -m tools.api_reference
	$(RUN) PYTHONPATH=constructs python -m tools.property_table
	$(RUN) python -m tools.promises

package: setup ## wheel, sdist, and the provider for users without the CDK
	$(RUN) python -m build --no-isolation
	$(RUN) PYTHONPATH=constructs python -m tools.plain_template dist

clean: ## remove what the other targets made
	rm -rf .venv node_modules cdk.out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
