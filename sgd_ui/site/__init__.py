"""The stations as a folder of web pages, and links to them as pictures: what needs no session."""
