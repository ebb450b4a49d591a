"""The field types: how each reads, checks, sorts, shows and writes its values."""
