"""What people agreed to: the privacy notice, consent for each purpose, guardians."""
