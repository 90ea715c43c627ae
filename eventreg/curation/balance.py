"""Who would be in: counts by category, district, fostered businesses and first-timers. Pure."""
