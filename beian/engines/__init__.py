"""The embedded PostgreSQL and Valkey that run when no outside ones are named.

Standard library only, because it runs before settings are read. `using(root)` is the one way in: it starts what the
environment leaves out, lends it for as long as the block runs, and the last one out stops it.
"""

from .household import Household, using
from .postgres import PostgresEngine
from .processes import EngineError
from .valkey import ValkeyEngine

__all__ = ["EngineError", "Household", "PostgresEngine", "ValkeyEngine", "using"]
