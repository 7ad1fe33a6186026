// An enhancement only: says when a minute is left of the time for which a place is kept, and when it is over. The text above says
// until when in any case, and the button below it asks for more.
"use strict";

const SOON = 60; // Seconds.

for (const hold of document.querySelectorAll("[data-hold]")) {
  const status = hold.querySelector("[role=status]");
  const { hold: seconds, soon, last, over } = hold.dataset;
  const say = (after, text) => {
    if (after > 0) setTimeout(() => (status.textContent = text), after * 1000);
  };

  say(seconds - SOON, "extended" in hold.dataset ? last : soon);
  say(Number(seconds), over);
}
