"""What tests share: a JupyterLab, a page in a browser, boards, examples of rules and problems."""
