"""Labels as they are against the taxonomy as it should be."""
