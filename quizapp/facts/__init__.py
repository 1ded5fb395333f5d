"""Sources, the facts that cite them, and the revisions of both."""
