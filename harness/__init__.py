"""Two nodes as they are served, tormented for a given time, and a checker over a journal of what they showed.

May import everything; nothing in `src/` imports it.
"""
