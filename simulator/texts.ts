import type { Random } from "./random.ts";

const openings = ["Small", "Easy", "Vintage", "Modern", "Cozy", "Colorful", "Minimal", "Rustic", "Winter", "Summer"];
const subjects = ["garden", "kitchen", "recipe", "wedding", "travel", "living room", "cake", "hairstyle", "bicycle"];
const endings = ["ideas", "inspiration", "checklist", "for beginners", "on a budget", "to try this weekend", "& more"];

/** Phrases in scripts that break programs that count bytes, cut strings, or assume a text direction. */
const phrases = [
  "حديقة صغيرة في الشرفة",
  "وصفات رمضان السريعة",
  "רעיונות לעיצוב הבית",
  "מתכון לעוגת שוקולד",
  "小さな庭のアイデア",
  "简单的晚餐食谱",
  "가을 옷 스타일",
  "सर्दियों के लिए आसान रेसिपी",
  "Оформление кухни своими руками",
  "Idées déco pour l’été à la plage",
  "Grüße aus Köln – schöner wohnen",
  "Ý tưởng trang trí nhà",
  "👩‍👩‍👧‍👦 family trip 🏳️‍🌈",
  "🧑🏽‍🍳 dinner in 20 min 🍝",
  "Cafe\u0301 con leche",
];

/** Texts that are valid JSON and break programs that split messages by line or escape them by hand. */
const awkward = [
  "first line\u2028second line",
  "one paragraph\u2029another",
  "next\u0085line",
  'She said "save it" and left',
  "C:\\new\\table and a \\u0041",
  "tab\there, newline\nthere, return\r\nand a bell\u0007",
  "null\u0000byte and escape\u001b[31m",
  "<b>not</b> &amp; html",
  '{"type":"RECORD"}',
  "delete\u007f and no-break\u00a0space and bom\ufeff",
  "\u202eright to left override\u202c",
];

function english(random: Random): string {
  return `${random.pick(openings)} ${random.pick(subjects)} ${random.pick(endings)}`;
}

/** Returns a foreign phrase or an awkward text if a draw is below their limits. */
function unusual(random: Random, draw: number, foreign: number, rest: number): string | undefined {
  if (draw < foreign) return random.pick(phrases);
  return draw < rest ? random.pick(awkward) : undefined;
}

/** Returns the title of a Pin: "" for about one in six, as recorded. At most 100 characters (Pinterest's document). */
export function pinTitle(random: Random): string {
  const kind = random.next();
  if (kind < 0.16) return "";
  return unusual(random, kind, 0.36, 0.4) ?? english(random);
}

/** Returns the description of a Pin: often null, sometimes a single space. At most 800 characters. */
export function pinDescription(random: Random): string | null {
  const kind = random.next();
  if (kind < 0.25) return null;
  if (kind < 0.35) return " ";
  const parts: string[] = [];
  for (let count = random.integer(1, 4); count > 0; count--) {
    const part = random.next();
    parts.push(unusual(random, part, 0.25, 0.32) ?? `${english(random)}.`);
  }
  return parts.join(" ");
}

/** Returns the alt text of a Pin's image; undefined if the field is missing. */
export function altText(random: Random): string | null | undefined {
  const kind = random.next();
  if (kind < 0.1) return undefined;
  return kind < 0.7 ? null : english(random);
}

export function boardName(random: Random, ordinal: number): string {
  const name = random.chance(0.3) ? random.pick(phrases) : english(random);
  return `${name} ${ordinal}`;
}

export function boardDescription(random: Random): string | null | undefined {
  const kind = random.next();
  if (kind < 0.1) return undefined;
  if (kind < 0.4) return null;
  return kind < 0.5 ? " " : (pinDescription(random) ?? "");
}

/** Returns the name of a section: 1 to 180 characters (Pinterest's document). */
export function sectionName(random: Random): string {
  if (random.chance(0.3)) return random.pick(phrases);
  return random.chance(0.1) ? random.pick(awkward) : english(random);
}

const syllables = ["ma", "ri", "lo", "ken", "ta", "zu", "bel", "ora", "fin", "dae", "sol", "vik", "nor", "ami", "qu"];

/** Returns a username that is unique per ordinal. A few contain underscores and digits. */
export function username(random: Random, ordinal: number): string {
  const name = random.pick(syllables) + random.pick(syllables) + random.pick(syllables);
  return random.chance(0.2) ? `${name}_${ordinal}_` : `${name}${ordinal}`;
}

/** Returns the case-folded words of a text, for search. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [],
  );
}

/** All foreign and awkward phrases, for tests that must cover each one. */
export const specimens: readonly string[] = [...phrases, ...awkward];

/** Returns the name of a campaign, an ad group, or an ad. Some are as awkward as those of Pins. */
export function adName(random: Random, kind: string, ordinal: number): string {
  const part = random.next();
  const name = unusual(random, part, 0.2, 0.27) ?? english(random);
  return `${name} | ${kind} ${ordinal}`;
}
