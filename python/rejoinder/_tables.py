"""Runs of the program, and the tables that they give."""

from __future__ import annotations

import os
import subprocess
import tempfile
import warnings
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa

from ._binary import binary
from ._options import typed
from ._trouble import Message, RejoinderError, RejoinderWarning, parse_messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Unpack

    from ._options import OneOrMorePaths, Options, StrPath

# So the program ends if all was read, and if some input was not, or no comment found; what was read is then there.
_DONE, _UNREAD, _NO_COMMENTS = 0, 2, 3


def analyze(
    paths: OneOrMorePaths,
    *,
    tables: str | Iterable[str] | None = None,
    strict: bool = False,
    **options: Unpack[Options],
) -> dict[str, pa.Table]:
    """Reads saved pages, and gives the tables that the program makes of them.

    Args:
        paths: Files or folders, one or several; ``"-"`` is standard input.
        tables: Which tables, such as ``["comments", "threads"]``; all thirteen unless given.
        strict: Raise where an input could not be read, where a page had warnings, or where there is no comment.
        options: As on the command line; ``Options`` has them all.

    Returns:
        The tables by name. A row of ``comments`` is a comment, of ``threads`` a page, of ``authors`` an author over all
        pages; ``schema()`` says it of each table and column, and units stand last in the columns' names (``reply_delay_s``
        is in seconds). What is unknown is null, never 0. Rows are in the order of the pages' paths, and the same at any
        number of ``jobs``.

    Raises:
        RejoinderError: nothing could be read, or an option makes no sense; under ``strict``, any of the above.
        TypeError: there is no such option.
        FileNotFoundError: the program is not there.

    Warns:
        RejoinderWarning: some input could not be read, or there was no comment. The others' rows are there.

    Example:
        >>> tables = rejoinder.analyze("pages/", tables=["comments"], no_stance=True)  # doctest: +SKIP
        >>> tables["comments"].filter(pc.field("score") >= 4).num_rows                 # doctest: +SKIP
        31
    """
    wanted = [tables] if isinstance(tables, str) else list(tables or [])
    arguments = [*(f"--table={name}" for name in wanted), *typed(options), *(["--strict"] if strict else [])]
    with tempfile.TemporaryDirectory(prefix="rejoinder-", ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "tables"
        command = [str(binary()), "analyze", *arguments, "--format=arrow", f"--out={out}", "--", *_paths(paths)]
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        _judge(ended.returncode, _messages(ended.stderr), strict or not out.is_dir(), stacklevel=3)
        return {path.stem: _read(path) for path in sorted(out.glob("*.arrow"))}


def stream(
    paths: OneOrMorePaths,
    table: str = "comments",
    *,
    strict: bool = False,
    **options: Unpack[Options],
) -> pa.RecordBatchReader:
    """Reads one table batch by batch while the program makes it, without a file.

    The program waits while nobody takes batches. It ends when the last was taken, when the reader is dropped (``del``, or
    the end of the function that holds it), or when the interpreter exits; closing the reader does not end it.

    Args:
        paths: Files or folders, one or several; ``"-"`` is standard input.
        table: Which table. ``comments``, ``diagnostics`` and other tables that threads have by themselves come page by page;
            others, such as ``authors``, when all pages were read.
        strict: As for ``analyze``. What is wrong is known when the last batch was taken, and raised then.
        options: As on the command line; ``Options`` has them all.

    Returns:
        A reader of batches of at most 8,192 rows, with the columns of ``schema()[table]``.

    Raises:
        RejoinderError: an option or the table makes no sense; under ``strict``, from the reader, anything else.
        TypeError: there is no such option.
        FileNotFoundError: the program is not there.

    Warns:
        RejoinderWarning: from the reader, behind the last batch: inputs could not be read, or there was no comment.

    Example:
        >>> for batch in rejoinder.stream("pages/", "comments", no_text=True):  # doctest: +SKIP
        ...     words += pc.sum(batch["words"]).as_py()
    """
    arguments = [f"--table={table}", *typed(options), *(["--strict"] if strict else [])]
    command = [str(binary()), "analyze", *arguments, "--format=arrow", "--out=-", "--", *_paths(paths)]
    batches = _Batches(command, strict)
    return pa.RecordBatchReader.from_batches(batches.schema, batches)


def schema() -> dict[str, pa.Schema]:
    """Gives the columns of every table, with their types.

    Returns:
        Schemas by the table's name, in no order that matters. A column's meaning is in its metadata, under
        ``description``; so are ``unit`` and ``range`` where it has them.

    Raises:
        FileNotFoundError: the program is not there.

    Example:
        >>> rejoinder.schema()["comments"].field("depth").metadata[b"unit"]  # doctest: +SKIP
        b'edges'
    """
    with tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        # The least that is a thread.
        path = Path(folder) / "one.csv"
        path.write_text("comment,parent\n1,\n", encoding="utf-8")
        return {name: table.schema for name, table in analyze(path).items()}


def _paths(paths: OneOrMorePaths) -> list[str]:
    one = isinstance(paths, (str, os.PathLike))
    each = cast("Sequence[StrPath]", [paths] if one else paths)
    return [os.fspath(path) for path in each]


def _read(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def _messages(said: bytes) -> list[Message]:
    return parse_messages(said.decode("utf-8", "replace"))


def _judge(exit_code: int, messages: list[Message], raises: bool, stacklevel: int) -> None:
    """Raises, warns, or lets be, by how the program ended."""
    if exit_code == _DONE:
        return
    if raises or exit_code not in (_UNREAD, _NO_COMMENTS):
        raise RejoinderError(exit_code, messages)
    warnings.warn(RejoinderWarning(exit_code, messages), stacklevel=stacklevel)


class _Batches:
    """The batches that a process writes; the process ends with it."""

    def __init__(self, command: list[str], strict: bool):
        # Messages go to a file: a full pipe that nobody reads would stop the process.
        said = tempfile.TemporaryFile()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)
        self._process, self._said, self._strict = process, said, strict
        # Also runs where the interpreter exits.
        self._end = weakref.finalize(self, _end, process, said)
        try:
            self._reader = pa.ipc.open_stream(process.stdout)
        except (pa.ArrowException, OSError):
            raise self._failed() from None
        self.schema: pa.Schema = self._reader.schema

    def __iter__(self) -> _Batches:
        return self

    def __next__(self) -> pa.RecordBatch:
        if not self._end.alive:
            raise StopIteration
        try:
            return self._reader.read_next_batch()
        except StopIteration:
            self._finish()
            raise
        except (pa.ArrowException, OSError):
            # The process died before the end of its stream.
            raise self._failed() from None

    def _finish(self) -> None:
        exit_code, messages = self._process.wait(), self._heard()
        self._end()
        _judge(exit_code, messages, self._strict, stacklevel=4)

    def _failed(self) -> RejoinderError:
        exit_code, messages = self._process.wait(), self._heard()
        self._end()
        return RejoinderError(exit_code, messages)

    def _heard(self) -> list[Message]:
        self._said.seek(0)
        return _messages(self._said.read())


def _end(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    """Ends a process, whether or not it is done, and waits for it, so that nothing of it is left."""
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        process.terminate()
    process.wait()
    said.close()
