// @ts-check
// A number as people write it.

const GROUPS = /^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const GROUPS_WITH_POINTS = /^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * Returns every number that a text can mean: "1,234" is 1234 to some and 1.234 to others.
 * Returns [] for a text that is no number.
 * @param {string} text
 * @param {string} unit may stand behind the number; with "%" in it, 57 and 57 % are the same
 */
export function readings(text, unit) {
  const { body, percent } = withoutUnit(tidy(text), tidy(unit));
  const scale = percent && !unit.includes("%") ? 100 : 1;
  return expression(body)
    .map((value) => value / scale)
    .filter(Number.isFinite);
}

/** @param {string} text */
function tidy(text) {
  return text
    .replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `^${plain(power)}`)
    .replace(/[−–]/g, "-")
    .replace(/[×·⋅]/g, "*")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** @param {string} power */
function plain(power) {
  return [...power.replace("⁻", "-").replace("⁺", "")]
    .map((sign) => (sign === "-" ? sign : SUPERSCRIPTS.indexOf(sign)))
    .join("");
}

/**
 * @param {string} text
 * @param {string} unit
 */
function withoutUnit(text, unit) {
  let body = text.replace(/^[≈~=]\s*/, "").replace(/^(-?)\s*\$\s*/, "$1");
  if (unit && unit !== "%" && body.endsWith(unit)) body = body.slice(0, -unit.length);
  const percent = /%\s*$/.test(body);
  body = body
    .replace(/\s*%\s*$/, "")
    .replace(/(\d)[ '’_](?=\d{3}(?!\d))/g, "$1")
    .replace(/\s*([-+*/^xe])\s*/g, "$1")
    .trim();
  return { body, percent };
}

/** @param {string} body 3, 3e-4, 3*10^-4, -10^2 or 2/3 */
function expression(body) {
  const fraction = body.split("/");
  if (fraction.length === 2) {
    return signed(fraction[0]).flatMap((top) => signed(fraction[1]).map((below) => top / below));
  }
  const power = /^(?:(.+)[*x]|([-+]?))10\^\(?([-+]?\d+)\)?$/.exec(body);
  if (power) {
    const front = power[1] === undefined ? [Number(`${power[2]}1`)] : signed(power[1]);
    return front.map((value) => Number(`${value}e${Number(power[3])}`));
  }
  return signed(body);
}

/** @param {string} body */
function signed(body) {
  const parts = /^([-+]?)([\d.,]+)(?:e([-+]?\d+))?$/.exec(body);
  if (!parts) return [];
  const power = parts[3] === undefined ? "" : `e${parts[3]}`;
  return decimals(parts[2]).map((digits) => Number(`${parts[1]}${digits}${power}`));
}

/** @param {string} digits */
function decimals(digits) {
  const written = [];
  if (/^(\d+\.?\d*|\.\d+)$/.test(digits)) written.push(digits);
  if (GROUPS.test(digits)) written.push(digits.replaceAll(",", ""));
  if (/^\d*,\d+$/.test(digits)) written.push(digits.replace(",", "."));
  if (GROUPS_WITH_POINTS.test(digits) && !written.length) {
    written.push(digits.replaceAll(".", "").replace(",", "."));
  }
  return written;
}
