/* Which version of the page this is: it changes with every word and every file of it (eventreg/door/keeping.py). */

const told = document.querySelector("meta[name=door-version]");

export const version = told.content;

/** Where the worker is that keeps this page. */
export const worker = told.dataset.worker;
