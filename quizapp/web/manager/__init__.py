"""The manager corridor."""
