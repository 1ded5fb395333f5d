"""The public corridor."""
