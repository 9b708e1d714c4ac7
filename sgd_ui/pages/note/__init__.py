"""What did the note say? Its program line by line, its loose ends, and its five claims."""
