#!/bin/sh
# What the tests need beyond Python: PostgreSQL's server. Installs it on Debian as root; elsewhere says what is missing.
set -eu
if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing PostgreSQL for the tests ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >/dev/null
else
    echo "PostgreSQL (15 or newer) is not installed: the tests will run on SQLite alone."
fi
