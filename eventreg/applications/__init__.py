"""Applications from draft to confirmation."""
