"""The reference of the extensions, itself a small book built by them: ``make docs``."""
