"""Personal documents: checked, re-encoded, encrypted, kept, every reading logged, disposed of by rule (decision 15)."""
