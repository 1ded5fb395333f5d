"""Quizzes: what they draw, under which rules, and who gets accommodations."""
