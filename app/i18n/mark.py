"""The mark of strings for translation, for those who need nothing else of this package."""

from app.mark import N_

__all__ = ["N_"]
