"""What carries packets: one interface, one file for each adapter.

May import node and what is below it; neither runtime nor another kind of adapter.
"""
