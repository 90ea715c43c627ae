"""Who gets which booth: what exhibitors wish for, the best plan, and its approval."""
