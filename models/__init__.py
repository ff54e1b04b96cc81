"""Models of the line in Promela, Spin's search of them, and their random traces replayed against the real core.

May import everything; nothing imports it.
"""
