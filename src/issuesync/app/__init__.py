"""What the commands do, as functions of a folder and typed options; also the door for Python."""
