"""A stand-in for Stripe: a separate process on loopback that the real SDK talks to.

It imports no Django and keeps all it knows in one SQLite file. Start it with
``python -m tests.stripe_twin --port 12111 --state twin.sqlite3``; tests use
:class:`tests.stripe_twin.process.TwinProcess`.
"""

API_VERSION = "2026-10-28.endive"
"""The one version it speaks: the one the locked SDK pins."""
