#!/usr/bin/env bash
# Executes the notebooks in a fresh environment, from a clean checkout: `scripts/run_notebooks.sh [FOLDER]`.
#
# The program is the one in REJOINDER, by default `rejoinder` on the path; it must have been built with the feature `columnar`.
# Executed copies go to the folder, if one is given; the notebooks themselves stay without outputs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=$(command -v "${REJOINDER:-rejoinder}") || {
    echo "expected a program \`${REJOINDER:-rejoinder}\`, but found none: build it, and name it in REJOINDER" >&2
    exit 1
}
REJOINDER=$(realpath "$program")
export REJOINDER
# The module of this checkout, which runs that program.
export PYTHONPATH=$PWD/python PYTHONDONTWRITEBYTECODE=1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/executed
[ $# -eq 0 ] || out=$(realpath -m "$1")
mkdir -p "$out"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet -r notebooks/requirements.txt
# Settings and the kernel's files stay in here too.
export HOME=$work IPYTHONDIR=$work/ipython MPLCONFIGDIR=$work/matplotlib MPLBACKEND=module://matplotlib_inline.backend_inline
for notebook in notebooks/*.ipynb; do
    began=$SECONDS
    "$work/venv/bin/python" - "$notebook" "$out/${notebook##*/}" <<'PYTHON'
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
NotebookClient(notebook, timeout=300, startup_timeout=300, kernel_name="python3", resources={"metadata": {"path": "notebooks"}}).execute()
nbformat.write(notebook, sys.argv[2])
PYTHON
    echo "$notebook: $((SECONDS - began)) s"
done
