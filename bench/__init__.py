"""Benchmarks of Parley beside the floor of the machine they run on.

May import everything; nothing in `src/` imports it.
"""
