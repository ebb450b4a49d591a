"""The values every other folder speaks of."""
