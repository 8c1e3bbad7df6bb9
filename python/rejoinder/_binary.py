"""Where the program is."""

from __future__ import annotations

import os
import shutil
import sysconfig
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_NAME = "rejoinder.exe" if os.name == "nt" else "rejoinder"


def binary() -> Path:
    """Gives the path of the program that the other functions run.

    It is the one that the environment variable ``REJOINDER`` names; else the one that was installed with this package,
    in an environment, for a user, or for all; else, where the package was not installed, the one on the ``PATH``.

    Raises:
        FileNotFoundError: no program at any of these places.

    Example:
        >>> rejoinder.binary().name  # doctest: +SKIP
        'rejoinder'
    """
    named = os.environ.get("REJOINDER")
    if named:
        return _named(named)
    for path in _places():
        if path.is_file():
            return path
    raise FileNotFoundError(f"expected the program `{_NAME}` beside the package, but found none; is it installed?")


def _named(name: str) -> Path:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"expected a program in the environment variable REJOINDER, but found `{name}`")
    return Path(found)


def _places() -> Iterator[Path]:
    """The record of what was installed says it best; then the folders of scripts by every scheme."""
    yield from _recorded()
    for scheme in (None, f"{os.name}_user", "osx_framework_user"):
        if scheme is None or scheme in sysconfig.get_scheme_names():
            scripts = sysconfig.get_path("scripts", scheme) if scheme else sysconfig.get_path("scripts")
            yield Path(scripts) / _NAME
    # `pip install --target` puts scripts below the folder of packages.
    yield Path(__file__).resolve().parents[1] / ("Scripts" if os.name == "nt" else "bin") / _NAME
    found = shutil.which(_NAME)
    if found is not None:
        yield Path(found)


def _recorded() -> Iterator[Path]:
    try:
        files = distribution("rejoinder").files or []
    except PackageNotFoundError:
        return
    for file in files:
        if file.name == _NAME:
            yield Path(str(file.locate())).resolve()
