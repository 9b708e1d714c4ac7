"""The stations, a folder each."""
