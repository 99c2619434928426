"""What cells show besides their last value."""

from browser_kernel.displays import HTML, Markdown, clear_output, display

__all__ = ["HTML", "Markdown", "clear_output", "display"]
