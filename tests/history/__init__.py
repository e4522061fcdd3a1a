"""What clients did and were told, and checkers that find what cannot have happened.

history = History()
writer = history.client("writer 1")
writer.run("put", 7, lambda: queue.put(7), unknown=(OperationalError,))
verdict = checkers.total_queue(history)
assert verdict.good, verdict
"""

from tests.history.operations import Client, Event, History, Operation
from tests.history.verdicts import Verdict

__all__ = ["Client", "Event", "History", "Operation", "Verdict"]
