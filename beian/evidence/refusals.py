"""Why an upload is not taken, as sentences for the page that say how to mend it."""


class EvidenceRefused(ValueError):
    """The upload breaks a rule: 422, with this sentence beside the field."""


class NoRoom(OSError):
    """The disk for evidence is full: 507. Nothing was kept, the filing stays editable (F19)."""

    status = 507


class EvidenceAbsent(LookupError):
    """The record stands, its file does not: still awaited from another machine, or disposed of."""
