"""The handbook's own Sphinx extensions, one idea a module."""
