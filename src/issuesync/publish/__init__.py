"""The catalog into files for machines."""
