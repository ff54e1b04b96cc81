"""Files of borders and volumes, and what the commands ask of `parley.geo`.

Loaded when a question needs it: NumPy is no part of an idle node.
"""
