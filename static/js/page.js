// An enhancement only: every page works without this file. What is wrong with a form is read out first.
"use strict";

document.querySelector("[data-focus]")?.focus();
