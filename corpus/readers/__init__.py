"""Speeches in the files people have: web pages, Word, PDF, e-books, tables, plain text.

Each kind is one module with a ``READER`` (`tifa.corpus.readers.base.Reader`);
`tifa.corpus.readers.registry` finds the one for a file by what the file holds. What a
reader leaves out or joins, it says.
"""
