"""The practitioner corridor."""
