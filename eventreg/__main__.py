"""`python -m eventreg` is the same as `eventreg`."""

from eventreg.cli import main

main()
