"""YAML that people keep: read with its lines, edited byte by byte, written."""
