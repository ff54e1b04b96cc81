"""Playing a drill: both nodes in this process, the link between them, the live line that ends it.

May import what `app` may, `drills` and the rest of it, which imports nothing of this.
"""
