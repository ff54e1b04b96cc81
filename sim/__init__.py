"""The simulator: two real nodes on one seeded clock, network and disk.

May import everything; nothing in `src/` imports it.
"""
