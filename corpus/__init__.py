"""What a speech is: documents, spans, layers, the label scheme, corpus folders."""

from tifa.corpus.document import Document, Metadata, Speaker
from tifa.corpus.errors import TifaError
from tifa.corpus.folder import Corpus, seed_folder, synthetic_folder, training_folders
from tifa.corpus.lexicon import Lexicon, shipped_lexicon
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.scheme import Scheme, load_scheme
from tifa.corpus.spans import Argument, Layer, LayerInfo, LayerKind, Span
from tifa.corpus.structure import Structure, analyse

__all__ = [
    "Argument",
    "Corpus",
    "CorpusInfo",
    "Document",
    "Layer",
    "LayerInfo",
    "LayerKind",
    "Lexicon",
    "Metadata",
    "Scheme",
    "Span",
    "Speaker",
    "Structure",
    "TifaError",
    "analyse",
    "load_scheme",
    "seed_folder",
    "shipped_lexicon",
    "synthetic_folder",
    "training_folders",
]
