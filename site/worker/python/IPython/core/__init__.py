"""ipywidgets looks for a class in here."""
