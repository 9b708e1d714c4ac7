"""What is said: the catalogue in both languages, numerals."""
