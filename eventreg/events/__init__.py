"""Trainings and exhibitions, their days and places."""
