"""The asyncio loop: timers, supervision and logs around one node.

May import node and what is below it; no adapter, which `app` hands in.
"""
