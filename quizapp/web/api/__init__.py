"""One's own records as JSON, for whoever is signed in."""
