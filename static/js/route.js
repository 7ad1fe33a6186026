// An enhancement only: where somebody is, asked of the browser once they press the button, put into the address and sent to no other host.
"use strict";

const PLACES = 3; // Decimals of a degree: about 100 metres, finer than any distance that is told.
const PATIENCE = 10000; // Milliseconds.

const button = document.querySelector("[data-locate]");

button?.addEventListener("click", (event) => {
  if (!navigator.geolocation) {
    return; // Sent as it is, to be told what else will do.
  }
  event.preventDefault();
  button.disabled = true;
  const send = (position) => {
    button.disabled = false;
    button.value = position;
    button.form.requestSubmit(button);
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => send(`${coords.latitude.toFixed(PLACES)},${coords.longitude.toFixed(PLACES)}`),
    () => send("none"),
    { timeout: PATIENCE, maximumAge: PATIENCE },
  );
});
