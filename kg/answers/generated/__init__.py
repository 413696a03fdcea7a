"""The optional answer in a model's words: every sentence is cited, and dropped where no cited passage bears it."""
