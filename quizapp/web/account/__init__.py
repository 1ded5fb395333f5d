"""The account corridor."""
