"""How far annotators agree: on characters, on units, beyond chance, and span by span."""
