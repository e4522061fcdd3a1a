"""The demonstration: invented people and providers, one filing carried through by HTTP, and the processes that serve it."""
