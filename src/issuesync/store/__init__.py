"""The disk: snapshots, data files and atomic writes."""
