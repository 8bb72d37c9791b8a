#!/bin/sh
# Makes .venv from a Python >= 3.11 of this machine, with exactly what requirements.lock names.
# Safe to repeat. Called by `make setup`; PYTHON=… chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    say "Aldía needs Python 3.11 or newer; ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>&1 || true)."
    say "On Debian 12 or newer: apt-get install python3 python3-venv"
    say "Elsewhere, name one: make setup PYTHON=/path/to/python3.12"
    exit 1
}

if ! { [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        say "Python is here, but it cannot make virtual environments."
        say "On Debian: apt-get install python3-venv"
        exit 1
    fi
    "$python" -m venv --clear .venv
fi

if ! .venv/bin/uv --version >/dev/null 2>&1; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1'
fi

.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable .
.venv/bin/python -m aldia.config.catalogues compile
say "Ready: .venv/bin/aldia"
