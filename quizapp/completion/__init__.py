"""Completion: who was asked to hold what by when, and where everybody stands."""
