"""Every rule that can be decided from its arguments alone: no Flask, no database, no clock, no chance of its own."""
