"""Messages between the nodes, and a few questions: the only ways in which tiers know of each other (flows.md §2)."""
