"""The command line: load, compute, show or act."""
