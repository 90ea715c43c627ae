"""The days at the fair: loading in, handing booths over, who is there, what is broken, and deposits given back."""
