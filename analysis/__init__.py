"""Numbers and figures of the handbook, one module for each page that computes.

Run one to see its numbers and draw its figures: ``python -m analysis.evolution``. The look of
the figures and the reading of data are in ``_ext/house.py``.
"""

from _ext import house

__all__ = ["house"]
