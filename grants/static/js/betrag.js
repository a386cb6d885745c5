// Amounts as the server reads and prints them: whole cents (BigInt), one German spelling. What `parse_betrag` of
// grants/domain/money.py refuses is refused here, too; tests run the same examples through both.

const BLANKS = " \u00a0\u202f\u2009";
// What Python's str.strip() takes away; trim() would take a little more.
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const CURRENCY = "(?:€|EUR|Euro)";
const BEFORE = new RegExp(`^${CURRENCY}[${BLANKS}]*(?=[-\u22120-9])`, "i");
const BEHIND = new RegExp(`[${BLANKS}]*${CURRENCY}$`, "i");
const GROUPED = `[1-9][0-9]{0,2}(?:(?<sep>[.${BLANKS}])[0-9]{3})(?:\\k<sep>[0-9]{3}){0,2}`;
const AMOUNT = new RegExp(
  `^(?<sign>[-\u2212])?(?<whole>${GROUPED}|(?:0|[1-9][0-9]{0,11}))(?:,(?<cents>[0-9]{2})|,(?:--?|[–—]))?$`,
);

/** Return the cents of what a person wrote, null for nothing; throws for everything that is no clear amount. */
export function parseBetrag(text) {
  let bare = text.replace(ENDS, "");
  if (!bare) return null;
  bare = BEFORE.test(bare) ? bare.replace(BEFORE, "") : bare.replace(BEHIND, "");
  const found = AMOUNT.exec(bare);
  if (!found) {
    const how = "Bitte wie 1.234,56 schreiben (Punkt für Tausender, Komma vor den Cent).";
    throw new RangeError(`„${text.replace(ENDS, "").slice(0, 40)}“ ist kein eindeutiger Betrag. ${how}`);
  }
  const { sign, whole, cents } = found.groups;
  const amount = BigInt(whole.replace(/[^0-9]/g, "")) * 100n + BigInt(cents ?? "0");
  return sign ? -amount : amount;
}

const abs = (n) => (n < 0n ? -n : n);

/** Return `1.234,56 €`; without unit as it stands in a cell. */
export function formatBetrag(cents, { einheit = "€", vorzeichen = false } = {}) {
  const whole = (abs(cents) / 100n).toString().replace(/\B(?=(?:[0-9]{3})+$)/g, ".");
  const sign = cents < 0n ? "\u2212" : vorzeichen && cents > 0n ? "+" : "";
  return `${sign}${whole},${(abs(cents) % 100n).toString().padStart(2, "0")}${einheit ? `\u00a0${einheit}` : ""}`;
}

const halfUp = (dividend, divisor) => (dividend < 0n ? -1n : 1n) * ((2n * abs(dividend) + divisor) / (2n * divisor));

/** Return the change against `ganzes` in v. H. with two decimals and sign; empty where there is no whole. */
export function formatAnteil(teil, ganzes) {
  if (ganzes === 0n) return "";
  const hundredths = halfUp(halfUp((ganzes < 0n ? -1n : 1n) * teil * 1000000n, abs(ganzes)), 100n);
  return formatBetrag(hundredths, { einheit: "", vorzeichen: true }).replace(/\./g, "");
}

/** Return the cents of an amount as it stands in a data attribute of the page: `398400.00`. */
export const fromCanonical = (text) => BigInt(text.replace(".", ""));

/** Return an amount as it stands in a data attribute of the page. */
export const canonical = (cents) =>
  `${cents < 0n ? "-" : ""}${abs(cents) / 100n}.${(abs(cents) % 100n).toString().padStart(2, "0")}`;
