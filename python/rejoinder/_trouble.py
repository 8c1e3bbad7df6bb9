"""What went wrong, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# `path:line:column: severity: text [code]`, as the program prints it.
_LOCATED = re.compile(r"^(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<severity>warning|error): (?P<text>.*)$")
# `rejoinder: path: text` of an error about a whole file, which has no place in it.
_WHOLE = re.compile(
    r"^rejoinder: (?P<path>[^`]+?): "
    r"(?P<text>(?:cannot be (?:read|written): |expected |byte \d+: |goes on after byte |in use by |interrupted).*)$"
)
_CODE = re.compile(r"^(?P<text>.*) \[(?P<code>[a-z0-9-]+)\]$")
_HELP = "  help: "
_SHOWN = 5


class Message(NamedTuple):
    """One message of the program. What has no place in an input has only a text."""

    text: str
    #: ``error`` or ``warning``.
    severity: str | None = None
    path: str | None = None
    #: From 1; missing where the message is about a whole file.
    line: int | None = None
    #: From 1.
    column: int | None = None
    #: The name of the rule, as in the table ``diagnostics``.
    code: str | None = None
    #: What can be done about it.
    help: str | None = None

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        if self.line:
            place = f"{self.path}:{self.line}:{self.column}: {self.severity}: "
        code = f" [{self.code}]" if self.code else ""
        advice = f"\n{_HELP}{self.help}" if self.help else ""
        return f"{place}{self.text}{code}{advice}"


def parse_messages(said: str) -> list[Message]:
    """Reads what the program printed on standard error; a line of help goes with the message before it."""
    messages: list[Message] = []
    for line in said.splitlines():
        if line.startswith(_HELP) and messages:
            messages[-1] = messages[-1]._replace(help=line[len(_HELP) :])
        elif line.strip():
            messages.append(_message(line))
    return messages


def _message(line: str) -> Message:
    if whole := _WHOLE.match(line):
        return Message(whole["text"], "error", whole["path"])
    found = _LOCATED.match(line)
    if found is None:
        return Message(line.removeprefix("rejoinder: ").removeprefix("error: "))
    coded = _CODE.match(found["text"])
    text, code = (coded["text"], coded["code"]) if coded else (found["text"], None)
    return Message(text, found["severity"], found["path"], int(found["line"]), int(found["column"]), code)


class RejoinderError(Exception):
    """The program gave no tables, or ``strict`` was asked for and something was wrong.

    Attributes:
        exit_code: How the program ended: 1 warnings under ``strict``, 2 some input could not be read or the output not
            written, 3 no comment was found, 64 an option makes no sense, 70 a fault of rejoinder itself, 130 interrupted; negative, killed by a signal.
        messages: What it said, each with its place.
    """

    def __init__(self, exit_code: int, messages: Iterable[Message]):
        self.exit_code = exit_code
        self.messages = list(messages)
        super().__init__(exit_code, self.messages)

    def __str__(self) -> str:
        return told(f"rejoinder ended with exit code {self.exit_code}", self.messages)


class RejoinderWarning(UserWarning):
    """Something could not be read, or there was no comment; what was read is there.

    Attributes:
        exit_code: 2 some input could not be read, 3 no comment was found.
        messages: What the program said, each with its place.
    """

    def __init__(self, exit_code: int, messages: Iterable[Message]):
        self.exit_code = exit_code
        self.messages = list(messages)
        super().__init__(exit_code, self.messages)

    def __str__(self) -> str:
        what = "no comment was found" if self.exit_code == 3 else "some input could not be read"
        errors = [message for message in self.messages if message.severity == "error"]
        return told(what, errors or self.messages)


def told(what: str, messages: list[Message]) -> str:
    """A sentence with the first messages below it."""
    lines = [what, *map(str, messages[:_SHOWN])]
    left = len(messages) - _SHOWN
    return "\n".join([*lines, f"... and {left} more"] if left > 0 else lines)
