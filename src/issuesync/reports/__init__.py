"""Plans, summaries, comments and problems into Markdown, JSON and CSV."""
