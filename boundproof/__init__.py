"""The front door: public names, the command line."""
