"""What every room stands on: checks of arguments, the meaning of names, time limits, copies."""

from helpers.core.optional_packages import require_package
from helpers.core.signature import rule_source

__all__ = ["require_package", "rule_source"]
