"""A text into one parsed document, and text made safe for the place where it lands."""
