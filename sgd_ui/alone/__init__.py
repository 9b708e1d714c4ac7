"""What stands by itself: a view as one web page, as a picture, and all of them as a site without a server."""
