from verification.photo.models import Backdrop, PhotoRecord
from verification.sheet.models import Agreement, SheetPrint, VerificationSheet
from verification.sources.models import SourceCheck, SourceLine

__all__ = ["Agreement", "Backdrop", "PhotoRecord", "SheetPrint", "SourceCheck", "SourceLine", "VerificationSheet"]
