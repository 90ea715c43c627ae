"""What is sent and how: the outbox, channels, wordings, announcements, reminders."""
