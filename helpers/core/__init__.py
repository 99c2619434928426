"""What every room stands on: checks of arguments, the meaning of names, time limits, copies."""

from helpers.core.optional_packages import require

__all__ = ["require"]
