"""Ids, instants, limits, faults and parties: the words that everything else is written in.

May import nothing of Parley and no library.
"""
