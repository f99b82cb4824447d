#!/usr/bin/env bash
# System libraries that Qt needs on Debian and its relatives. Installs what is missing when it may,
# otherwise names it and goes on; on other systems, and when nothing is missing, it says nothing.
# Further package names may be given as arguments.
set -euo pipefail

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || exit 0

wanted=(
    # without a display
    libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0 libbrotli1
    # with one
    libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-render-util0
    libxcb-image0 libxcb-randr0 libxcb-xkb1 libx11-xcb1
    "$@"
)
python=${PYTHON:-python3}
if command -v "$python" >/dev/null && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    wanted+=(python3-venv)
fi

installed() { # newer Debian and Ubuntu carry some of these under a name ending in t64
    dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}
missing=()
for package in "${wanted[@]}"; do
    installed "$package" || installed "${package}t64" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "These system packages are missing and may not be installed by this user: ${missing[*]}" >&2
    echo "Ask for: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 0
fi

echo "Installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
{
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
} || echo "They could not be installed; the program may not start without them." >&2
