"""What must hold between the files of a pack (核对): names known, dates in order, nothing left untranslated."""
