# Every command of the project; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# npm writes node_modules as a whole: no two of these rules at once.
.NOTPARALLEL:
.PHONY: help setup demo front-end test test-all odd-day soak attack chaos load planted drill alerts failover lint styles bench reset lock

PORT ?= 8000
SEED ?= 1
MINUTES ?= 2
FAULTS ?=
PARCELS ?= 5000
PYTHON ?= python3
BIN := .venv/bin
OUTER_PATH := $(PATH)
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Where Python may not keep what it compiled, each process compiles 3,500 modules when it starts: 3 s of a processor.
unexport PYTHONDONTWRITEBYTECODE

ENVIRONMENT := .venv/.up-to-date
FRONT_END := static/vendor/.up-to-date
COLLECTED := staticfiles/staticfiles.json
TOOLS := node_modules/.tools
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
USWDS := node_modules/@uswds/uswds/dist
BEAUTIFY := css-beautify --indent-size=2 --end-with-newline --space-around-combinator --disable-newline-between-rules

# The settings of production with made-up values: `make lint` reaches no engine.
PRODUCTION = env DJANGO_SETTINGS_MODULE=config.settings.production ALLOWED_HOSTS=known-shipper.example \
	DATABASE_URL=postgres://lint@127.0.0.1:1/lint CELERY_BROKER_URL=redis://127.0.0.1:1/0 EMAIL_URL=smtp://127.0.0.1:1 \
	TRUSTED_PROXIES=0 \
	$(foreach name,SECRET_KEY FIELD_KEYS BLIND_INDEX_KEY,$(name)=$(shell python3 -c 'import secrets; print(secrets.token_urlsafe(48))'))

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

setup: $(ENVIRONMENT) $(MESSAGES) ## the Python environment alone, in .venv/

demo: $(ENVIRONMENT) $(MESSAGES) ## the whole site with a simulated program, on PORT (8000); Ctrl-C stops it
	@exec python -m config.demo --port $(PORT) --fetch

front-end: $(COLLECTED)

test: $(ENVIRONMENT) $(MESSAGES) $(TOOLS) $(FRONT_END) ## the tests not marked slow
	pytest -n 2 --dist worksteal -m "not slow and not soak"

test-all: $(ENVIRONMENT) $(MESSAGES) $(TOOLS) $(FRONT_END) ## all tests but those of `make soak`, with their times
	pytest -n 2 --dist worksteal

odd-day: $(ENVIRONMENT) $(MESSAGES) ## the tests of the calendar, as if it were a day drawn by the latest commit
	@python -m tests.odd_days

soak: $(ENVIRONMENT) $(MESSAGES) $(TOOLS) $(FRONT_END) ## long histories and large sizes: hours, before a release
	pytest -n 2 --dist worksteal -m soak -o faulthandler_timeout=0

chaos: $(ENVIRONMENT) $(MESSAGES) $(COLLECTED) ## try a site of its own under faults, for MINUTES (2) from SEED (1)
	@python -m tests.chaos --seed $(SEED) --minutes $(MINUTES)

load: $(ENVIRONMENT) $(MESSAGES) $(COLLECTED) ## load a demo of its own with the design's day, up to four times; 4 minutes
	@python -m tests.load --seed $(SEED)

planted: $(ENVIRONMENT) $(MESSAGES) $(COLLECTED) ## plant each fault of tests/planted alone and look for it; some minutes each under fire
	@python -m tests.planted $(FAULTS)

drill: $(ENVIRONMENT) $(MESSAGES) ## restore a program of its own with PARCELS (5000) to the moment before a mistake, and verify it
	@python -m tests.drill --parcels $(PARCELS)

failover: $(ENVIRONMENT) $(MESSAGES) $(COLLECTED) ## lose each of four hosts of a program of its own, as root: how long each function is away
	@python -m tests.failover

alerts: $(ENVIRONMENT) $(MESSAGES) $(COLLECTED) ## break a site of its own in twelve ways under Prometheus' eyes: each alert must fire, and be over after its step
	@python -m tests.alerts

attack: $(ENVIRONMENT) $(MESSAGES) $(COLLECTED) ## attack a demo of its own, bounded and on this machine alone; says held or broke for each
	@python -m tests.security.attacks

lint: $(ENVIRONMENT) ## style, types, layers, bandit, advisories, missing migrations, deployment settings
	ruff check
	ruff format --check
	pyrefly check --summary=none
	lint-imports
	@for sheet in static/css/*.css; do $(BEAUTIFY) "$$sheet" | cmp --silent - "$$sheet" || { echo "$$sheet: run make styles"; exit 1; }; done
	@said=$$(bandit --quiet --recursive apps config benchmarks --severity-level medium 2>&1) || { echo "$$said"; exit 1; }
	python -m config.advisories check
	@$(PRODUCTION) python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(PRODUCTION) python manage.py check --deploy --fail-level WARNING

styles: $(ENVIRONMENT) ## the style sheets in the form that lint asks for
	@$(BEAUTIFY) --replace static/css/*.css

bench: $(ENVIRONMENT) $(MESSAGES) ## the budgets of the design, measured
	python -m benchmarks

reset: ## forget the demo: its engines and all their data
	@if [ -x $(BIN)/python ]; then python -m config.engines stop; fi
	rm -rf "$${KNOWN_SHIPPER_LOCAL:-.local}"

lock: $(ENVIRONMENT) ## requirements.lock anew from pyproject.toml
	.uv/bin/uv pip compile --quiet --upgrade pyproject.toml --all-extras --universal --python-version 3.12 \
		--generate-hashes --no-header --no-emit-index-url --no-emit-find-links --output-file requirements.lock

$(ENVIRONMENT): requirements.lock requirements-uv.lock scripts/setup.sh
	@PATH="$(OUTER_PATH)" PYTHON="$(PYTHON)" scripts/setup.sh
	@touch $@

# Translations as the program reads them; the .po files are what people write.
locale/%/LC_MESSAGES/django.mo: locale/%/LC_MESSAGES/django.po | $(ENVIRONMENT)
	@pybabel --quiet compile --locale $* --input-file $< --output-file $@

# The packages of the pages; nobody waits for the tests' tools before a demonstration.
node_modules/.up-to-date: package-lock.json package.json .npmrc | $(ENVIRONMENT)
	@NODE_USE_SYSTEM_CA=1 npm ci --ignore-scripts --omit=dev
	@touch $@

# The packages of the pages and of the tests. npm empties node_modules first, so the rule above takes these tools away.
$(TOOLS): package-lock.json package.json .npmrc | $(ENVIRONMENT)
	@NODE_USE_SYSTEM_CA=1 npm ci --ignore-scripts
	@touch node_modules/.up-to-date $@

# The pages serve these files as they come from npm; nothing is compiled. Of fonts and images, those that the style sheet
# names and the three that ours name: each file more is one more to hash and to compress.
# Of the design system no script: its menus and the like are made here of what browsers can do by themselves.
$(FRONT_END): node_modules/.up-to-date Makefile
	@rm -rf static/vendor
	@mkdir -p static/vendor/uswds
	@cd $(USWDS) && cp --parents css/uswds.min.css css/uswds.min.css.map \
		$$({ grep -o 'url(\.\./[^)]*' css/uswds.min.css | cut -c8-; printf 'img/usa-icons/%s.svg\n' check close language; } | sort -u) \
		$(CURDIR)/static/vendor/uswds
	@cp node_modules/htmx.org/dist/htmx.min.js static/vendor
	@touch $@

# The files of all apps, as in production: named by what is in them, so that browsers keep them, and compressed.
$(COLLECTED): $(FRONT_END) $(wildcard static/css/* static/js/* static/img/* apps/*/static/*/* apps/*/static/*/*/*)
	@$(PRODUCTION) python -W ignore::RuntimeWarning manage.py collectstatic --clear --noinput --verbosity 0
	@touch $@
