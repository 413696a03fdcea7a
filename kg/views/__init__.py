"""What lists, items and profiles show, gathered from one snapshot. No HTTP here."""
