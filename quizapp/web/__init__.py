"""HTTP: one corridor per audience, and what they share."""
