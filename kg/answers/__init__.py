"""From a question and the passages found for it to an answer: quoted, counted from the graph, or honestly none."""
