"""Tables of comment threads, as Arrow, from saved discussion pages.

The package carries the program ``rejoinder`` and runs it. It reads no network.

Example:
    >>> import rejoinder
    >>> tables = rejoinder.analyze("pages/")            # doctest: +SKIP
    >>> tables["comments"].to_pandas()                  # doctest: +SKIP

``analyze`` gives tables, ``stream`` one table batch by batch, ``schema`` the columns of all with what they mean.
"""

from importlib.metadata import PackageNotFoundError, version

from ._binary import binary
from ._options import Options
from ._tables import analyze, schema, stream
from ._trouble import Message, RejoinderError, RejoinderWarning

try:
    __version__ = version("rejoinder")
except PackageNotFoundError:  # run from a checkout
    __version__ = "0+unknown"

__all__ = [
    "Message",
    "Options",
    "RejoinderError",
    "RejoinderWarning",
    "analyze",
    "binary",
    "schema",
    "stream",
]
