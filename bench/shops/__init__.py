"""Shops whose pages are measured by the same visits, each in a process with its own settings."""
