"""Certificates: what they rest on, how they are shown, and whether they still hold."""
