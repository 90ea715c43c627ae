"""What a business's people fill in."""

from eventreg.businesses.forms.own import BusinessFields, BusinessForm, ProductFields, ProductForm, RemovalForm

__all__ = ["BusinessFields", "BusinessForm", "ProductFields", "ProductForm", "RemovalForm"]
