"""Texts that go out to people: templates, SMS and mail adapters, one-time codes, delivery state (flows.md §7)."""
