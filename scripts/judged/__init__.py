"""The French judged set: grades from facts of the demo world, and how the shop's order does."""

REFERENCES, SEED = 3000, 1  # of the world that is judged
