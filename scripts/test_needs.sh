#!/bin/sh
# Looks for what the tests take from the machine and cannot take from requirements.lock: a
# PostgreSQL server, Chromium and a font for it. As root on Debian it installs what is missing;
# otherwise it names the exact command and stops.
set -eu

missing=""

has_postgresql() {
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && return 0
    done
    command -v initdb >/dev/null 2>&1
}

has_chromium() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1
}

has_fonts() {
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.local/share/fonts" /Library/Fonts; do
        [ -d "$folder" ] && [ -n "$(find "$folder" \( -name '*.ttf' -o -name '*.otf' \) | head -n 1)" ] && return 0
    done
    return 1
}

has_postgresql || missing="$missing postgresql"
has_chromium || missing="$missing chromium"
has_fonts || missing="$missing fonts-dejavu-core"

[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "The tests need:$missing. Installing…" >&2
    apt-get update -qq >&2
    # The tests start a cluster of their own: Debian need not make and start one.
    no_cluster=/etc/postgresql-common/createcluster.d/aldia-tests.conf
    mkdir -p "$(dirname "$no_cluster")"
    trap 'rm -f "$no_cluster"' EXIT
    echo "create_main_cluster = false" >"$no_cluster"
    # shellcheck disable=SC2086  # a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
    exit 0
fi

echo "The tests need what this machine does not have:$missing" >&2
echo "On Debian or Ubuntu:" >&2
echo "    sudo apt-get update && sudo apt-get install -y$missing" >&2
exit 1
