"""The worksheet and the answers of an outline map: value table, questions, sheets of text."""
