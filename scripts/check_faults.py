#!/usr/bin/env python3
"""Has every system call of ten commands fail, once and for good, and kills them at each one; says what was lost.

    python3 scripts/check_faults.py BIN SHARED [--kill] [COMMAND ...]

SHARED/tools has the shim that makes calls fail and the driver (it needs a C compiler). Failures that leave a
temporary file because removing it failed are counted, and are no loss: the next run removes it. A folder between a kill
and the next run may hold files of both runs, as no system renames several files at once; after the next run it must not.
Exits with 1 where a result is lost without an error, a command panics, hangs or dies of a signal, or a folder is neither as
before nor as after the run.
"""

import ast
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

COMMANDS = ["analyze", "analyzenew", "reportdir", "reportfile", "graphml", "convokit", "diff", "sample", "xlsx", "parquet"]
# What the driver reports that is no loss.
ALLOWED = [re.compile(pattern) for pattern in (r"^leftover", r"\(until next run: mixed")]
# A document that cannot be read is told, and the tables of the others are written.
UNREAD = re.compile(r"INJECTED \w+ \d+ \S*docs|docs: cannot be read")
SAMPLES = pathlib.Path("data/threads")
DOCUMENTS = {
    "docs": ["lynx/bread-machine.txt", "w3m/tram-delays.txt"],
    "docsold": ["elinks/beekeepers.txt", "lynx/bread-machine.txt"],
}


def prepare(room, tools):
    subprocess.run(["cc", "-shared", "-fPIC", "-o", room / "shim.so", tools / "fault_shim.c", "-ldl"], check=True)
    for folder, names in DOCUMENTS.items():
        (room / folder).mkdir()
        for name in names:
            shutil.copy(SAMPLES / name, room / folder)


def is_allowed(line):
    # ('command', 'call', 'mode', 'problem') n (k, 'what', exit code, 'standard error')
    command, call, mode, problem = ast.literal_eval(line[: line.index(") ") + 1])
    # How a workbook is packed, not what it holds, depends on how much one read of a temporary file gives.
    if (command, call, mode) == ("xlsx", "read", "short") and problem.startswith("rc0 but MIX o.xlsx:X"):
        return True
    # The record of a partial run is neither that of the run before nor that of the whole one.
    is_partial = problem.startswith("rc2 but new in place") or re.match(r"rc2 torn MIX .*:X", problem)
    return any(pattern.search(problem) for pattern in ALLOWED) or (is_partial and UNREAD.search(line) is not None)


def main(arguments):
    is_kill = "--kill" in arguments
    program, shared, *commands = [argument for argument in arguments if argument != "--kill"]
    tools = pathlib.Path(shared, "tools").resolve()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as room:
        prepare(pathlib.Path(room), tools)
        environment = dict(os.environ, REJ=os.path.abspath(program), FAULT_DIR=room)
        mode = "kill" if is_kill else "fail"
        driver = [sys.executable, tools / "fault_drive.py", mode, ",".join(commands or COMMANDS)]
        output = subprocess.run(driver, env=environment, capture_output=True, text=True, check=True).stdout
    kinds = [line for line in output.splitlines() if line.startswith("('")]
    lost = [line for line in kinds if not is_allowed(line)]
    print(next(line for line in output.splitlines() if line.startswith("TOTAL")))
    for line in kinds:
        print("LOST" if line in lost else "allowed", line[:400])
    print(f"{len(lost)} kinds of loss")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
