"""The overview of a programme (总览): what is done, on time, at risk and late; by unit, by county, by chapter."""
