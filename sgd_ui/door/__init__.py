"""What a browser gets before the first page runs: a warm server, the head of the document, its headers."""
