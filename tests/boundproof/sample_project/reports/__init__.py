"""A user's own package, called as a folder of boundproof's is called."""

TITLE = "mine"
