#!/usr/bin/env bash
# Builds the wheel, installs it where there is no Rust, and runs the tests of the package there.
#
# `PROFILE=dist` builds the one that is given out, which is faster and changes nothing that is tested. `WHEELS=FOLDER` keeps the
# wheel.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CARGO_INCREMENTAL=0

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wheels=${WHEELS:-$work/wheels}

# clean COMMAND...: runs it with the system's folders only, where cargo and rustc must not be.
clean() {
    local settings=()
    mapfile -t settings < <(env | grep '^PIP_' || true)
    (cd "$work" && env -i PATH=/usr/bin:/bin HOME="$work" LC_ALL=C.UTF-8 "${settings[@]}" "$@")
}

began=$SECONDS
python3 -m venv "$work/build"
"$work/build/bin/pip" install --quiet 'maturin>=1.9,<2'
"$work/build/bin/maturin" build --profile "${PROFILE:-release}" --out "$wheels"
echo "built in $((SECONDS - began)) s"

if clean sh -c 'command -v cargo || command -v rustc'; then
    echo "expected no Rust on the path, but found it" >&2
    exit 1
fi

began=$SECONDS
python3 -m venv "$work/use"
clean "$work/use/bin/pip" install --quiet "$(ls -t "$wheels"/rejoinder-*.whl | head -1)"
clean "$work/use/bin/rejoinder" --version
clean "$work/use/bin/python" -m unittest discover -s "$root/python/tests"
echo "installed and tested in $((SECONDS - began)) s"
