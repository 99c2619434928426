"""What is tested in JupyterLab, or lesson by lesson: one page in a browser, one set of boards."""
