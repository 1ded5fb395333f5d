"""The trainer corridor."""
