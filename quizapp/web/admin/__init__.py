"""The admin corridor."""
