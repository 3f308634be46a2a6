#!/bin/sh
# Sets NetBuilder up on Debian or Ubuntu and runs it. Everything goes into .venv beside this checkout.
#
#   sh resources/setup.sh start [FILE]   sets up what is needed and opens the application
#   sh resources/setup.sh test           sets up what is needed and runs the tests
#   sh resources/setup.sh test long      the same with the tests that take long
#   sh resources/setup.sh test compiled  what is computed, once more with compiled kernels wherever there are any
#   sh resources/setup.sh bench          sets up the peers and compares training speed with them
set -eu
cd "$(dirname "$0")/.."
what=${1:-start}
[ $# -gt 0 ] && shift

window_packages="libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0 fonts-dejavu-core fonts-wqy-microhei"
test_packages="xvfb xdotool"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    command -v apt-get >/dev/null || return 0 # not Debian: Qt says itself what it misses
    missing=""
    for package in "$@"; do
        # Ubuntu 24.04 and later renamed libglib2.0-0 to libglib2.0-0t64, which provides the old name.
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' && continue
        dpkg-query -W -f='${Status}' "${package}t64" 2>/dev/null | grep -q '^install ok installed' && continue
        missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "installing system packages:$missing"
    as_root apt-get update -qq
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return 0
        fi
    done
    echo "netbuilder: Python 3.11 or newer is needed; install it first (apt-get install python3)" >&2
    return 1
}

make_environment() {
    command -v python3 >/dev/null || install_packages python3
    python=$(find_python)
    if [ ! -x .venv/bin/python ]; then
        "$python" -c 'import ensurepip' 2>/dev/null || install_packages python3-venv
        "$python" -m venv .venv
    fi
    # Installed anew only when the declared dependencies changed.
    stamp=".venv/$1-$(cksum <pyproject.toml | tr ' ' -)"
    if [ ! -e "$stamp" ]; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -e "$2"
        touch "$stamp"
    fi
}

# Numba has no wheels for some systems and for the newest Python: without it NumPy computes, and nobody need know.
install_fast() {
    stamp=".venv/fast-$(cksum <pyproject.toml | tr ' ' -)"
    [ -e "$stamp" ] && return 0
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary=numba,llvmlite -e '.[fast]' \
        >/dev/null 2>&1 || true
    touch "$stamp"
}

# The build without CUDA, a tenth of the size, is not on PyPI: it is looked for where pip looks, then at PyTorch's own.
install_torch() {
    .venv/bin/python -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("torch"))' && return 0
    for index in "" "--index-url=https://download.pytorch.org/whl/cpu --retries=1"; do
        # shellcheck disable=SC2086
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary=:all: $index \
            "torch==2.13.0+cpu" 2>/dev/null && install_captum && return 0
    done
    echo "PyTorch's CPU build is not to be had here: tests that run PyTorch are skipped" >&2
}

# What explanations are compared with: it needs PyTorch, and would bring the large build of it where that is missing.
install_captum() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary=:all: "captum==0.9.0" \
        >/dev/null 2>&1 || echo "captum is not to be had here: tests that compare explanations with it are skipped" >&2
}

make_peer() {
    name=$1
    shift
    [ -x ".bench/$name/bin/python" ] && return 0
    "$(find_python)" -m venv ".bench/$name"
    ".bench/$name/bin/python" -m pip install --quiet --disable-pip-version-check numpy "$@"
}

case $what in
start)
    # shellcheck disable=SC2086
    install_packages $window_packages
    make_environment app .
    install_fast
    exec .venv/bin/python app.py "$@"
    ;;
test)
    # shellcheck disable=SC2086
    install_packages $window_packages $test_packages
    make_environment dev '.[dev]'
    install_torch
    exec .venv/bin/python -m tests "$@"
    ;;
bench)
    make_environment dev '.[dev]'
    make_peer tf keras tensorflow-cpu
    make_peer jax keras jax
    make_peer torch torch==2.13.0
    exec .venv/bin/python -m tests.benchmarks training "$@"
    ;;
*)
    echo "usage: sh resources/setup.sh start [FILE] | test [long|compiled] | bench" >&2
    exit 2
    ;;
esac
