"""The options of the command line as keywords."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict

StrPath: TypeAlias = "str | os.PathLike[str]"
OneOrMore: TypeAlias = "str | Sequence[str]"
OneOrMorePaths: TypeAlias = "StrPath | Sequence[StrPath]"


class Options(TypedDict, total=False):
    """What can be given to ``analyze`` and ``stream`` besides paths; each is as ``rejoinder analyze --help`` says."""

    #: Of folders, read only files whose name matches, such as ``*.txt``, or path (``2014/**``), but not ``!*draft*``.
    include: OneOrMore
    #: Files that teach other sites.
    grammar: OneOrMorePaths
    #: Of tables of comments, which column is which: ``{"author": "user"}``.
    map: Mapping[str, str]
    #: Of tables of comments, authors who are nobody in particular.
    anonymous_names: OneOrMore
    #: Each line of a text is a thread: the numbers of the comments that its comments answer, 0 for the story.
    parents: bool
    #: ``SITE/OUTLINE`` instead of the one that explains most lines.
    dialect: str
    #: A file with a key; authors get other names and numbers by it, everywhere.
    pseudonymise: StrPath
    #: Documents have at most so many bytes: a number, or such as ``512M``; ``256M`` unless given, ``1G`` at most.
    max_bytes: int | str
    #: So many documents are read at a time; one a core unless given. It changes no result.
    jobs: int
    #: Subjects, bodies and evidence are left out.
    no_text: bool
    #: Whether anonymous comments have an author.
    anonymous: Literal["drop", "single", "distinct"]
    #: Comments of a lower score are left out, as for a reader who has the site hide them.
    threshold: int
    #: Replies of authors to themselves are edges too.
    self_replies: bool
    #: Replies to the story are edges to who posted it.
    story_replies: bool
    #: The steps of ``timeline``, in minutes; 60 unless given.
    bucket: int
    #: Nothing is told of who agrees with whom; its columns are null.
    no_stance: bool
    #: A model of stances instead of the built-in one.
    model: StrPath
    #: Experimental: for or against what has this name, in two more columns of ``comments``.
    target: str


_FLAGS = {
    "parents": "--parents",
    "no_text": "--no-text",
    "self_replies": "--self-replies",
    "story_replies": "--story-replies",
    "no_stance": "--no-stance",
}
_VALUES = {
    "include": "--include",
    "grammar": "--grammar",
    "map": "--map",
    "anonymous_names": "--anonymous-name",
    "dialect": "--dialect",
    "pseudonymise": "--pseudonymise",
    "max_bytes": "--max-bytes",
    "jobs": "--jobs",
    "anonymous": "--anonymous",
    "threshold": "--threshold",
    "bucket": "--bucket",
    "model": "--model",
    "target": "--target",
}


def typed(options: Mapping[str, object]) -> list[str]:
    """The options as they are typed. ``None`` is as not given.

    Raises:
        TypeError: there is no such option.
    """
    arguments: list[str] = []
    for name, value in options.items():
        if name in _FLAGS:
            arguments += [_FLAGS[name]] if value else []
        elif name in _VALUES:
            arguments += [f"{_VALUES[name]}={one}" for one in _each(value)]
        else:
            raise TypeError(_unknown(name))
    return arguments


def _each(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [f"{ours}={theirs}" for ours, theirs in value.items()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [str(one) for one in value]
    return [os.fspath(value) if isinstance(value, os.PathLike) else str(value)]


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name, [*_FLAGS, *_VALUES], n=1)
    return f"there is no option `{name}`" + (f"; did you mean `{close[0]}`?" if close else "")
