"""Puts a node together from its home.

May import everything below it, and alone names concrete adapters.
"""
