"""Structure of a speech as stand-off sections (interface; see ARCHITECTURE.md)."""
