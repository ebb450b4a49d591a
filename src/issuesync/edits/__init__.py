"""What a document says against what it should say, into edits of files and issues."""
