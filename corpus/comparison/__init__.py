"""Comparing groups of documents: statistics of counts, dispersion, text reuse, KWIC."""
