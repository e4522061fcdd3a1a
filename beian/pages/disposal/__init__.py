"""The disposal list on pages: drawn up by one, signed by another, worked off as a long job, kept with its digests (Q1, F48)."""
