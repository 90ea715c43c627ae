"""The office's papers: letters, certificates, badges, attendance sheets, and the account of an event."""
