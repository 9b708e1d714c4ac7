"""A view that stands by itself: one document, which plays it in any browser without a server."""
