"""Businesses and applicants from CSV and XLSX, and businesses that were entered twice."""
