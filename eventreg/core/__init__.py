"""What every feature stands on; one purpose a file."""
