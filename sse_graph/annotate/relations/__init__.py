"""Relations between a document's mentions, each with the words that state it."""
