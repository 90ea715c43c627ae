"""Event and exhibition registration for craft councils and their small businesses."""
