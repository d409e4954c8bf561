"""What every HTML report is made of: plots as inline SVG, and one self-contained page."""
