"""Recipes for Prodigy: correct our suggestions, review several annotators span by span."""
