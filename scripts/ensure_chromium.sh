#!/bin/sh
# Brings Chromium for the browser tests where that is possible. Never fails: without it those
# tests are skipped, and say so.

for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done

if [ "$(id -u)" != 0 ]; then
  echo "browser tests: no Chromium, and only root may install it; they will be skipped" >&2
elif ! command -v apt-get >/dev/null 2>&1; then
  echo "browser tests: no Chromium, and this is not Debian or Ubuntu; they will be skipped" >&2
else
  echo "browser tests: installing Chromium" >&2
  log=$(mktemp)
  if apt-get update >"$log" 2>&1 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium \
      >>"$log" 2>&1; then
    :
  else
    echo "browser tests: Chromium could not be installed; they will be skipped:" >&2
    tail -n 5 "$log" >&2
  fi
  rm -f "$log"
fi
exit 0
