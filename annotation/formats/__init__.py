"""Foreign formats of annotated texts: one module each behind one registry."""
