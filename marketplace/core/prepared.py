"""Statements that PostgreSQL plans once: a page asks the same dozen again and again, and planning
a join of nine tables takes several times as long as reading it.

Settings bind parameters on the server (``server_side_binding``), so that psycopg prepares what a
connection asks for repeatedly. That needs statements that stay the same: of ``rounded`` lengths
(``given``), and with parameters of one type, which is what this module sees to.
"""

from typing import Any

from psycopg.adapt import Dumper, PyFormat
from psycopg.types.numeric import Int8, Int8Dumper, IntDumper


class WholeDumper(IntDumper):
    """Whole numbers as ``bigint``. psycopg takes the smallest type that holds each: keys below and
    above 32,768 would make different statements, and each mixture of them another."""

    _bigint = Int8Dumper(Int8)

    def upgrade(self, obj: int, format: PyFormat) -> Dumper:
        return self._bigint if -(2**63) <= obj < 2**63 else super().upgrade(obj, format)


def adapt(connection: Any, **_signal: Any) -> None:
    """For Django's signal ``connection_created``."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_dumper(int, WholeDumper)
