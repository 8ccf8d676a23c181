"""What operators put first for a question, or let count more: until a date, for a reason that is
kept, and said on the page.
"""
