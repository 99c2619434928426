"""ipywidgets asks whether it runs in one of these shells."""


class InteractiveShell:
    """No shell of a page is one."""

    @staticmethod
    def initialized() -> bool:
        """Return whether there is one.

        Returns
        -------
        bool
            False.
        """
        return False
