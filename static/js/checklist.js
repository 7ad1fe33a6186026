// An enhancement only: a tick is saved at once, one after the other, and only what was changed is sent.
"use strict";

for (const form of document.querySelectorAll("[data-ticks]")) {
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("[type=submit]");
  const boxes = [...form.querySelectorAll("[name=ticked]")];
  let sending = Promise.resolve();

  const mark = (box) => {
    form.querySelector(`[name=was][value="${CSS.escape(box.value)}"]`)?.remove();
    if (box.checked) {
      const was = document.createElement("input");
      Object.assign(was, { type: "hidden", name: "was", value: box.value });
      box.closest("li").append(was);
    }
  };

  const send = async (box, checked) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    body.append(checked ? "ticked" : "was", box.value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    mark(box);
    const done = boxes.filter((each) => each.checked).length;
    status.textContent = form.dataset.saved.replace("{done}", done).replace("{all}", boxes.length);
  };

  const fail = () => {
    status.textContent = form.dataset.failed;
    button.hidden = false;
  };

  button.hidden = true;
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const { checked } = box;
      sending = sending.then(() => send(box, checked)).catch(fail);
    });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });
}
