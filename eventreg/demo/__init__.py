"""Made-up people and events, made through the services only."""
