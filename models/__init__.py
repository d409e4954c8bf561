"""The tagger: segmenter, rules, candidate suggester, components, training, extraction."""
