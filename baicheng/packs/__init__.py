"""Packs (规则包): what official documents demand, as dated files that a clerk can read and a program carries out."""
