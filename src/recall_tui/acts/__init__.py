"""What can be done to notes: each act works out what would change, shows it, and does it as one plan."""
