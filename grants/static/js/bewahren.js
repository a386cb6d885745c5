// Keeps what was typed in the other forms of a page while one of them is sent: a browser sends one form and drops the
// rest. Forms that may be saved by themselves bear data-bewahren. What was typed waits in this tab, for this person,
// until the form is shown again. Chosen files cannot wait, and a link may lead away for good: there the browser asks.

const person = document.body.dataset.person ?? "";
let sent = null;

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["submit", "button"].includes(field.type));
const isHidden = (field) => field.type === "hidden";
const isBox = (field) => field.type === "radio" || field.type === "checkbox";
const keyOf = (field) => (isBox(field) ? `${field.name}=${field.value}` : field.name);
const placeOf = (form) => `bewahrt:${person}:${form.getAttribute("action")}`;

/** What the page brought: with a list where nothing is chosen the first entry counts. */
function brought(field) {
  if (isBox(field)) return field.defaultChecked;
  if (field.tagName !== "SELECT") return field.defaultValue ?? "";
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

const now = (field) => (isBox(field) ? field.checked : field.value);
const changed = (form) => fieldsOf(form).filter((field) => !isHidden(field) && now(field) !== brought(field));
// data-geaendert: the server gave the form back with something that is not saved.
const isReturned = (form) => form.dataset.geaendert !== undefined;
const isWaiting = (form) => form !== sent && (isReturned(form) || changed(form).length > 0);
const kept = () => [...document.querySelectorAll("form[data-bewahren]")];

function put(form) {
  if (!isWaiting(form)) return sessionStorage.removeItem(placeOf(form));
  const typed = fieldsOf(form).filter((field) => !isHidden(field) && field.type !== "file");
  const stand = fieldsOf(form).filter((field) => isHidden(field) && /stand/.test(field.name));
  sessionStorage.setItem(placeOf(form), JSON.stringify({
    typed: typed.map((field) => [keyOf(field), now(field), isReturned(form) ? null : brought(field)]),
    stand: stand.map((field) => [field.name, field.value]),
  }));
}

function bringBack(form) {
  const stored = sessionStorage.getItem(placeOf(form));
  if (!stored) return;
  sessionStorage.removeItem(placeOf(form));
  const { typed, stand } = JSON.parse(stored);
  const fields = new Map(fieldsOf(form).filter((field) => !field.disabled).map((field) => [keyOf(field), field]));
  let isOvertaken = false;
  for (const [key, value, before] of typed) {
    const field = fields.get(key);
    if (!field || isHidden(field) || value === before || value === brought(field)) continue;
    isOvertaken ||= brought(field) !== before;
    if (isBox(field)) field.checked = value;
    else field.value = value;
  }
  if (!changed(form).length) return;
  // Somebody else saved in between: with the old counters the server says so and shows both.
  if (isOvertaken) for (const [name, value] of stand) if (fields.has(name)) fields.get(name).value = value;
  const note = document.createElement("p");
  note.className = "still";
  note.setAttribute("role", "status");
  note.textContent = "Was Sie hier eingetragen hatten, steht noch da. Bitte speichern Sie es auch.";
  (form.querySelector(".knopfreihe") ?? form.lastElementChild).before(note);
  const folded = form.closest("details");
  if (folded) folded.open = true;
}

kept().forEach(bringBack);
document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelectorAll?.("form[data-bewahren]").forEach(bringBack);
});
document.addEventListener("submit", (event) => {
  // htmx sends a form without leaving the page.
  if (event.defaultPrevented) return;
  sent = event.target;
  kept().forEach(put);
});
window.addEventListener("pageshow", () => { sent = null; });
window.addEventListener("beforeunload", (event) => {
  const left = kept().find((form) => isWaiting(form)
    && (!sent || changed(form).some((field) => field.type === "file")));
  sent = null;
  if (!left) return;
  event.preventDefault();
  // Who stays stands where it is saved.
  left.querySelector("button[type=submit]")?.focus();
});
