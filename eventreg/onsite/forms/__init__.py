"""What is filled in around the booths of a fair."""
