"""What is searched for, counted without knowing by whom.

A visitor is told apart by a digest of the network's address and the words, under a key that is
drawn for one week: it says neither who asked nor what else the same person asked, and goes with
the key when the week is over. What remains is how often, and by how many.
"""
