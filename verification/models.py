from verification.sheet.models import VerificationSheet

__all__ = ["VerificationSheet"]
