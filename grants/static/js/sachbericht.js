// Saves a part of the Sachbericht while somebody writes, and keeps what is not saved yet in this browser.
// htmx sends; this module says when, counts characters, and never touches the text itself.

const form = document.getElementById("abschnitt");
const field = form.elements.text;
const place = document.getElementById("speicherstand");
const counter = document.getElementById("zaehler");
const spoken = document.getElementById("zaehler-ansage");
const sent = document.getElementById("gesendet");
const stand = () => document.getElementById("aenderungsstand");
const limit = Number(field.dataset.grenze);
// Of this person and page alone: another person at the same computer is not offered it.
const PREFIX = "grants:bericht:";
const key = `${PREFIX}${form.dataset.person}:${location.pathname}`;
const PAUSE = 3000;
const AGAIN = 15000;
const WEEK = 7 * 24 * 3600 * 1000;

let saved = field.value.trim();
let onTheWay = null;
let timer = 0;
// Nothing may be sent while an older text waits for a decision or a second person has written here.
let blocked = false;
// What an earlier visit left behind, until somebody decides about it.
let left = null;
// The button was pressed; the log-out was, and nothing is written down any more after that.
let abgeschickt = false;
let out = false;

const characters = (text) => [...text.trim().replaceAll("\r\n", "\n")].length;
const isSaved = () => field.value.trim() === saved;

function say(name) {
  place.replaceChildren(document.getElementById(`meldung-${name}`).content.cloneNode(true));
}

function showCount() {
  const n = characters(field.value);
  const over = n - limit;
  counter.replaceChildren();
  if (over > 0) {
    const strong = document.createElement("strong");
    strong.textContent = `${over} Zeichen zu viel`;
    counter.append(strong, ` (${n} von höchstens ${limit})`);
  } else {
    counter.textContent = `${n} von höchstens ${limit} Zeichen`;
  }
}

// Spoken only after a pause, and only where it matters.
let speaking = 0;
function speakCount() {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const left = limit - characters(field.value);
    spoken.textContent = left < 0 ? `${-left} Zeichen zu viel` : left <= limit / 10 ? `Noch ${left} Zeichen` : "";
  }, 1000);
}

// A browser may refuse to keep anything (private window, full): the page works without.
function keep() {
  if (out) return;
  try {
    const now = { stand: stand().value, gesendet: sent.value };
    const draft = { text: field.value, wann: Date.now(), ...now, frueher: left, abgeschickt };
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {}
}

function forget() {
  if (left) {
    keep();
    return;
  }
  try {
    localStorage.removeItem(key);
  } catch {}
}

function forgetAll() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    }
  } catch {}
}

function plan(delay) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

function save() {
  clearTimeout(timer);
  timer = 0;
  if (blocked || onTheWay !== null || isSaved()) return;
  onTheWay = field.value;
  htmx.trigger(form, "sichern");
}

function fail(name) {
  // It may have arrived although the answer did not: the next time says so (services.sachbericht, `gesendet`).
  if (name === "netz") sent.value = onTheWay ?? sent.value;
  onTheWay = null;
  keep();
  say(name);
}

form.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.getResponseHeader("Grants-Fragment") !== "ja") {
    event.detail.shouldSwap = false;
    return;
  }
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  if (xhr.status === 200) {
    saved = onTheWay.trim();
    sent.value = "";
    if (isSaved()) forget();
    else {
      keep();
      plan(PAUSE);
    }
  } else {
    // Another person's text, or a proof that was handed in: only a decision helps.
    blocked = true;
    keep();
  }
  onTheWay = null;
});

form.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  fail(status === 401 ? "sitzung" : status >= 500 ? "netz" : "fehler");
  if (status >= 500) plan(AGAIN);
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  form.addEventListener(name, () => {
    fail("netz");
    plan(AGAIN);
  });
}

field.addEventListener("input", () => {
  showCount();
  speakCount();
  keep();
  if (blocked || isSaved()) return;
  if (!place.querySelector(".speicherstand__fehler")) say("schreibt");
  // Not pushed on by every key: who writes without a pause is saved too.
  if (!timer) plan(PAUSE);
});
field.addEventListener("focusout", save);
addEventListener("online", save);
addEventListener("pagehide", () => {
  if (!isSaved()) keep();
});
// The button saves; what a page after it shows is the stored text.
form.addEventListener("submit", () => {
  clearTimeout(timer);
  // What is on its way may arrive before the button does.
  if (onTheWay !== null) sent.value = onTheWay;
  abgeschickt = true;
  keep();
});
document.querySelector('form[action$="/abmelden"]')?.addEventListener("submit", () => {
  out = true;
  forgetAll();
});

/** Offer what an earlier visit left behind, where it is not what is stored. */
function offer() {
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {}
  // What the button sent may stand there with last year's text below it.
  const arrived = (each) => each.text.trim() === saved || (each.abgeschickt && saved.startsWith(each.text.trim()));
  const texts = [draft?.frueher, draft].filter((each) => each && !arrived(each));
  if (texts.length === 0 || Date.now() - draft.wann > WEEK) {
    forget();
    return;
  }
  left = { ...texts.at(-1), frueher: undefined, text: texts.map((each) => each.text).join("\n\n") };
  const box = document.getElementById("entwurf");
  box.querySelector("[data-wann]").textContent = new Date(left.wann).toLocaleString("de-DE", {
    dateStyle: "short",
    timeStyle: "short",
  });
  box.querySelector("[data-text]").textContent = left.text;
  box.querySelector("[data-einsetzen]").addEventListener("click", () => {
    field.value = left.text;
    // As it was when it was written: somebody else's text since then is found, not overwritten.
    stand().value = left.stand;
    sent.value = left.gesendet ?? "";
    left = null;
    box.hidden = true;
    field.focus();
    field.dispatchEvent(new Event("input"));
    save();
  });
  box.querySelector("[data-verwerfen]").addEventListener("click", () => {
    left = null;
    if (isSaved()) forget();
    else keep();
    box.hidden = true;
    field.focus();
  });
  box.hidden = false;
}

showCount();
offer();
