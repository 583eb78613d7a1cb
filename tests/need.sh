#!/bin/sh
# What the tests need beyond Python: PostgreSQL's server, Chromium, and Java for Spark. Installs them on Debian as
# root; elsewhere says what is missing.
set -eu
missing=""
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || [ -n "${TOPRUNG_BROWSER:-}" ] || missing="$missing chromium"
command -v java >/dev/null 2>&1 || missing="$missing openjdk-17-jre-headless"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing for the tests:$missing ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >/dev/null
    exit 0
fi
for name in $missing; do
    case $name in
        postgresql) echo "PostgreSQL (15 or newer) is not installed: the tests will run on SQLite alone." ;;
        openjdk-17-jre-headless) echo "Java (17 or newer) is not installed: the engine contract will run on DuckDB alone." ;;
        chromium) echo "Chromium is not installed (or name a browser in TOPRUNG_BROWSER): the journeys will be skipped." ;;
    esac
done
