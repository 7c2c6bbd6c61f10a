"""Numbers and figures of the handbook, one module for each page that computes.

Run one to see its numbers and draw its figures: ``python -m analysis.evolution``.
"""
