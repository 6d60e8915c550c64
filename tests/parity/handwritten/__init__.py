# SPDX-License-Identifier: GPL-2.0-or-later
"""The hand-written cases, by subject. CASES is the table."""
from . import errors, fragments, matches, nd, neigh, path, path6, pmtu, routes, tables, targets  # noqa: F401
from .table import CASES  # noqa: F401
from . import devices  # noqa: F401,E402
