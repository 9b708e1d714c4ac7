"""What about my data? Numbers that the reader pastes, edits or uploads."""
