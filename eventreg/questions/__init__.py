"""Application forms: the questions that organisers ask, their versions, and what may be answered."""
