"""Documents: letterhead, fonts and the PDF toolkit that every printed paper is made with."""
