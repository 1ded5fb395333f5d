"""Tests: sentences about the product."""
