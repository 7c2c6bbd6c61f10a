#!/bin/sh
# Gets the one system program that only tests need, or says what to install.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "== Chromium, for the tests that open pages as a reader does (once)"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    exit 0
fi
echo "The tests open pages in Chromium. Install it first, for example: sudo apt-get install chromium" >&2
exit 1
