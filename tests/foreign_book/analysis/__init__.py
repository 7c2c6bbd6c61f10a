"""Números e figuras do livro."""
