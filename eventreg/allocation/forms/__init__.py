"""Forms of allocating booths."""
