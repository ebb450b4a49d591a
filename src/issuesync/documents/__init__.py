"""The catalog into Markdown and SVG, within marked regions of documents."""
