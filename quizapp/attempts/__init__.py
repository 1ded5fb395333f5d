"""Attempts: a frozen paper, the responses given to it, and the grade."""
