"""Banks of questions: questions and their revisions, authoring, loading from files and writing to them."""
