"""Planted defects, more than `sim/mutants.py` has room for.

May import sim.planting.
"""

from __future__ import annotations

from typing import Final

from sim.defects.honest import HONEST
from sim.defects.hostile import HOSTILE

DEFECTS: Final = (*HOSTILE, *HONEST)
