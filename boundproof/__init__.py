"""The front door: public names, the command line."""

__version__ = "0.1.0"
