"""The schema into issue forms, one submitted issue into a verdict, edits into what is accepted."""
