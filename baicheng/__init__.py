"""Baicheng (百城): carries out what a city government has decided."""

__version__ = "0.2.0"
