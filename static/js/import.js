/* An import goes on by itself: the form that writes the next rows is sent as soon as the page has been shown.
   Without script its button does the same. */

const form = document.querySelector("form[data-goes-on]");
if (form) setTimeout(() => form.requestSubmit(), 300);
