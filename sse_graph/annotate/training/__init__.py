"""Training of the shipped recognisers and of the relation scorer from ``corpus/train``."""
