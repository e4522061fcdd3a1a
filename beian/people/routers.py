class OwnerMigrates:
    """Only the owner's connection migrates; the application's login has no right to (decision 2)."""

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return db == "owner"
