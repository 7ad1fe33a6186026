// Suggestions under a search form: the pattern "editable combobox with list autocomplete" of the ARIA Authoring Practices.
// An enhancement only: without this file, or while the network is slow or gone, the form searches as it stands.
"use strict";

const PAUSE = 120; // Milliseconds without a change before the server is asked.
const TAKEN_BY_INPUT_METHOD = 229; // The key code of a press that an input method used; Safari says it in no other way.
const CHINESE = "zh-Hans-CN";
const TEXT_KEYS = ["ArrowLeft", "ArrowRight", "Home", "End"];

class Combobox {
  #form;
  #field;
  #list;
  #status;
  #active = -1; // The number of the option that Enter chooses; -1 is the field itself.
  #addresses = [];
  #timer;
  #request = new AbortController();

  constructor(form) {
    this.#form = form;
    this.#field = form.elements.q;
    const id = `${this.#field.id}-list`;
    this.#field.type = "text"; // A search field may not be a combobox.
    set(this.#field, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id });
    this.#list = element("ul", { id, class: "suggestions", role: "listbox", "aria-label": form.dataset.list, hidden: "" });
    this.#status = element("div", { class: "visually-hidden", role: "status" });
    form.append(this.#list, this.#status);
    this.#listen();
  }

  #listen() {
    const field = this.#field;
    // While an input method composes, its window is open, and the keys are its own.
    field.addEventListener("compositionstart", () => this.#close());
    field.addEventListener("compositionend", () => this.#ask(PAUSE));
    field.addEventListener("input", (event) => event.isComposing || this.#ask(PAUSE));
    field.addEventListener("keydown", (event) => this.#press(event));
    field.addEventListener("blur", () => this.#close());
    this.#form.addEventListener("submit", () => this.#close());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault()); // The focus stays in the field.
    this.#list.addEventListener("click", (event) => this.#choose(this.#options.indexOf(event.target.closest("li"))));
  }

  get #isOpen() {
    return !this.#list.hidden;
  }

  get #options() {
    return [...this.#list.children];
  }

  // What is typed is asked for after a pause; an answer to what was typed before is no longer waited for.
  #ask(pause) {
    if (!this.#field.value.trim()) {
      this.#close();
      return;
    }
    this.#stopAsking();
    this.#activate(-1);
    this.#timer = setTimeout(() => this.#fetch(), pause);
  }

  #stopAsking() {
    clearTimeout(this.#timer);
    this.#request.abort();
  }

  async #fetch() {
    const { signal } = (this.#request = new AbortController());
    const address = `${this.#form.dataset.suggest}?${new URLSearchParams({ q: this.#field.value })}`;
    try {
      const answer = await fetch(address, { signal, credentials: "omit" });
      if (!answer.ok) throw new Error(answer.statusText);
      this.#show(await answer.json());
    } catch {
      if (!signal.aborted) this.#close(); // No suggestions are no error: the form still searches.
    }
  }

  #show(suggestions) {
    const { count, none } = this.#form.dataset;
    this.#addresses = suggestions.map((suggestion) => suggestion.address);
    this.#list.replaceChildren(...suggestions.map((suggestion, number) => this.#option(suggestion, number)));
    this.#unfold(suggestions.length > 0);
    this.#say(suggestions.length ? count.replace("{n}", suggestions.length) : none);
  }

  #option({ kind, text, spans, name, department }, number) {
    const option = element("li", { id: `${this.#list.id}-${number}`, role: "option", "aria-selected": "false" });
    const note = name || department;
    const label = this.#form.dataset[kind]; // Where it leads, if not to an item.
    option.append(element("span", { class: "suggestion-text", lang: CHINESE }, ...marked(text, spans)));
    if (note) option.append(" ", element("span", { lang: CHINESE }, note));
    if (label) option.append(" ", element("span", {}, label));
    return option;
  }

  #close() {
    this.#stopAsking();
    this.#unfold(false);
    this.#say("");
  }

  #unfold(isOpen) {
    this.#activate(-1);
    this.#list.hidden = !isOpen;
    this.#field.setAttribute("aria-expanded", isOpen);
  }

  #say(sentence) {
    if (this.#status.textContent !== sentence) this.#status.textContent = sentence;
  }

  #press(event) {
    if (event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (TEXT_KEYS.includes(event.key)) this.#activate(-1);
    const act = this.#isOpen ? this.#whileOpen(event) : this.#whileClosed(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  // What a key does to the open list. A key without an answer does what it does in any field.
  #whileOpen({ key, altKey }) {
    const acts = {
      ArrowDown: () => altKey || this.#move(1),
      ArrowUp: () => (altKey ? this.#close() : this.#move(-1)),
      Escape: () => this.#close(),
      Enter: this.#active >= 0 && (() => this.#choose(this.#active)),
    };
    return acts[key];
  }

  #whileClosed({ key }) {
    const acts = { ArrowDown: () => this.#ask(0), Escape: this.#field.value && (() => this.#empty()) };
    return acts[key];
  }

  #empty() {
    this.#field.value = "";
    this.#close();
  }

  // Round through the options, and through the field between the last and the first.
  #move(step) {
    const places = this.#addresses.length + 1;
    this.#activate(((this.#active + 1 + step + places) % places) - 1);
  }

  #activate(number) {
    this.#options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = number;
    const option = this.#options[number];
    if (option) {
      set(option, { "aria-selected": "true" });
      set(this.#field, { "aria-activedescendant": option.id });
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.#field.removeAttribute("aria-activedescendant");
    }
  }

  #choose(number) {
    const address = this.#addresses[number];
    if (!address) return;
    this.#close();
    location.assign(address);
  }
}

function set(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}

function element(tag, attributes, ...contents) {
  const made = document.createElement(tag);
  set(made, attributes);
  made.append(...contents);
  return made;
}

// The text in pieces, what was typed in <mark>. The spans count characters; a rare one is two units of a string.
function marked(text, spans) {
  const characters = [...text];
  const piece = (start, end) => characters.slice(start, end).join("");
  const parts = [];
  let done = 0;
  for (const [start, end] of spans) {
    parts.push(piece(done, start), element("mark", {}, piece(start, end)));
    done = end;
  }
  return [...parts, piece(done)];
}

for (const form of document.querySelectorAll("form[data-suggest]")) new Combobox(form);
