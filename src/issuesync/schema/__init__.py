"""``catalog.yaml`` and ``labels.yaml`` into what they declare, or problems by line."""
