"""What an owner of the shop runs by hand."""
