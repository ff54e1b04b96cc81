"""Drills as they are written down: a line of its own on one machine, scenarios, the debriefing, mark sheets.

May import what `app` may, and of the rest of it homes and the ceremony. `playing` plays them.
"""
