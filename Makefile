# make run    serve the sample estate on http://127.0.0.1:8000
# make test   install what the tests need and run them all
# make check  style, types, arrows between modules, front end
# make bench  measure the promises B1 to B10 (docs/performance.md); ONLY=B3 one, QUICK=1 small
# make lock   resolve the dependencies of pyproject.toml again
# Without make: see “没有 make” in README.md.

PYTHON ?= python3
BIN := .venv/bin
export LEDGER_DATA_DIR ?= $(CURDIR)/var

PAGES := $(shell find admin_ui -path admin_ui/node_modules -prune -o -type f -print)

.PHONY: run test check bench clean lock

run: .venv/ready
	@exec $(BIN)/ledger serve --demo

test: .venv/ready
	@sh scripts/ensure_chromium.sh
	$(BIN)/pytest -n 2 $(PYTEST_ARGS)

check: .venv/ready
	@sh scripts/check.sh

bench: .venv/ready
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

# The stamp's age says whether the lock or the pages changed since the last install.
.venv/ready: requirements.lock pyproject.toml $(PAGES)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@cmp -s requirements.lock .venv/installed.lock || { \
	  echo "正在安装程序库（只有第一次，约一分钟）"; \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
	  && cp requirements.lock .venv/installed.lock; }
	@echo "正在准备页面、安装程序"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# No host names get into the lock: it works with whatever package index the reader has set up.
lock:
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	  --extra test --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header \
	  --output-file requirements.lock

clean:
	rm -rf .venv dist src/ledger/web/static admin_ui/node_modules .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis
	@echo "var/ is kept: it holds the books"
