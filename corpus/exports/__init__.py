"""A whole corpus in the forms that archives and catalogues read."""
