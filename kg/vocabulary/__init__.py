"""Schemes as people edit them: tables, differences, Turtle; and concepts looked up by any of their names."""
