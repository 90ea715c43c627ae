"""Refusals in the reader's words."""

from eventreg.businesses import rules, service
from eventreg.core.i18n import lazy

REFUSALS = {
    rules.NameMissing: lazy("Please fill this in."),
    rules.NameTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.NibTooShort: lazy("A NIB has 13 digits, this one has only %(digits)s."),
    rules.NibTooLong: lazy("A NIB has 13 digits, this one has %(digits)s."),
    rules.NibNotDigits: lazy("A NIB has 13 digits and nothing else. Leave it empty if you have none yet."),
    rules.PlaceMissing: lazy("Choose a kelurahan, or write the place below."),
    rules.PlaceTwice: lazy("You have chosen a kelurahan. Leave this empty, or choose no kelurahan."),
    rules.PriceMalformed: lazy("Write the price in whole Rupiah. Example: 150.000."),
    rules.PriceTooHigh: lazy("This price is too high. Check the number of zeros."),
    rules.RegionMalformed: lazy("%(region)s is not the code of a region at the level that is told."),
    rules.StoryTooLong: lazy("This is too long: at most %(most)s characters."),
    service.CategoryUnknown: lazy("Please choose from the list."),
    service.PhotoUnknown: lazy("This photo is no longer there. Please choose it again."),
    service.RegionUnknown: lazy("Please choose from the list."),
}
