"""The numbers and figures of the reference."""
