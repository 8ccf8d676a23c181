"""What ``python -m bench search`` is made of: what is asked, who answers, how it is timed."""
