"""Personal data: what is held about somebody, requests, erasure, retention, incidents."""
