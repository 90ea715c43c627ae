"""The floor plan (denah), what exhibitors wish for, and the best plan of who gets which booth."""
