"""The voice path between desks: one interface, one file for each adapter.

May import node and what is below it; neither runtime nor another kind of adapter.
"""
