"""Vouchers of the marketplace: the shopper pays less, the seller is owed the whole price, the house
bears the difference.
"""
