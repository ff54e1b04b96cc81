"""A deconfliction line between governments: one record that neither side can alter.

May import nothing: each package below says what it may import.
"""

__version__ = "0.1.0"
