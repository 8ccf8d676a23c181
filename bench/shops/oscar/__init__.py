"""django-oscar as it comes: its own apps, pages and search, nothing of ours."""
