"""Sources of items: files today; web sites and feeds follow."""
