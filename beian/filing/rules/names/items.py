"""The items that hold the name of an owner or of a unit above it."""

NAMES = ("subject.name", "subject.superior")
