"""The items of both kinds of responsible person."""

_PREFIXES = ("subject.principal", "sites[].principal")


def of_principals(name: str) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for prefix in _PREFIXES)
