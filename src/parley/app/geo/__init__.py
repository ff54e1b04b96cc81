"""Files of borders and volumes, and what commands ask of `parley.geo`.

May import what app may; loaded when a question needs it, since NumPy is no part of an idle node.
"""
