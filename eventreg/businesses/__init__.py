"""Small businesses (UMKM), their people and products."""
