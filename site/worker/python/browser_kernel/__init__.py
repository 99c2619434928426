"""Runs the cells of a lesson in a Web Worker's Pyodide, and joins their widgets to the page.

    shell.py      runs cells, one after another, and the messages of widgets
    displays.py   what an object is shown as: Jupyter's MIME bundles
    figures.py    the backend of matplotlib: figures of pyplot as pictures
    comms.py      the messages between widgets in Python and on the page
    output.py     what goes to the page: text, pictures and errors, in their order

`worker.js` calls `shell.start`, and then the shell that it returns.
"""
