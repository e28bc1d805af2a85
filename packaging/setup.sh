#!/bin/sh
# Makes .venv with everything that running and testing need; a second call with nothing changed returns at once.
# Tests look at the exported page in Chromium and at the web view, which needs the second line of libraries.
# On Debian it installs missing system packages as root, and otherwise prints the line to type.
set -eu
cd "$(dirname "$0")/.."

packages="python3-venv libgl1 libegl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxcb-cursor0 \
libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 \
libxkbcommon-x11-0"
[ "${1:-run}" = test ] && packages="$packages chromium poppler-utils \
libnss3 libasound2 libgbm1 libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbfile1 libudev1 libgssapi-krb5-2"

if command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for name in $packages; do
        # Since 2024 Debian calls some libraries name + t64, and installs those under the old name.
        dpkg-query -W -f='${Status}\n' "$name" "${name}t64" 2>/dev/null | grep -q "ok installed" ||
            missing="$missing $name"
    done
    if [ -n "$missing" ]; then
        if [ "$(id -u)" = 0 ]; then
            echo "Installing Debian packages:$missing"
            apt-get update -q >/dev/null
            # shellcheck disable=SC2086
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
        else
            echo "Some Debian packages are missing. Type this line, then try again:"
            echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing"
            exit 1
        fi
    fi
else
    [ -d .venv ] || echo "Not a Debian system: Python's venv module and the libraries of Qt 6 are expected to be there."
fi

python=python3
for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
        python=$name
        break
    fi
done
# An environment does not survive that its folder is moved, so the path is part of the key.
key=$( (cat pyproject.toml constraints.txt hatch_build.py packaging/setup.sh; pwd) | cksum)
if [ "$(cat .venv/stamp 2>/dev/null || true)" != "$key" ]; then
    echo "Making the environment in .venv (a few minutes the first time)"
    "$python" -m venv --clear .venv
    PIP_CONSTRAINT="$PWD/constraints.txt" PIP_DISABLE_PIP_VERSION_CHECK=1 \
        .venv/bin/python -m pip install -q -e '.[dev]'
    echo "$key" >.venv/stamp
fi
# Cheap when all is there: checks the sums of the fetched files, compiles translations, shapes and the modules.
.venv/bin/python hatch_build.py
.venv/bin/python -m compileall -q geodata mapapp
