"""What every room stands on: checks of arguments, signatures, time limits, optional packages."""

from helpers.core.optional_packages import require

__all__ = ["require"]
