import assert from "node:assert/strict";

const length = 4_000;
const attempts = 5;
/** Four times the text takes four times as long in linear time, and sixteen times in quadratic time. */
const maxRatio = 8;

/**
 * Fails if the CPU time of some work grows faster than its text, as with a backtracking regular expression.
 * @param textOf returns a hostile text of about the given length
 */
export function expectLinear(work: (text: string) => unknown, textOf: (length: number) => string): void {
  const short = textOf(length);
  const long = textOf(4 * length);
  const ratios: number[] = [];
  do {
    const before = timeOf(work, short);
    ratios.push(timeOf(work, long) / before);
  } while (ratios.length < attempts && Math.min(...ratios) >= maxRatio);
  assert.ok(
    Math.min(...ratios) < maxRatio,
    `four times the text takes ${ratios.map((ratio) => ratio.toFixed(1)).join(", ")} times as long`,
  );
}

/** Returns the CPU time of one call in microseconds, averaged over enough calls to measure. */
function timeOf(work: (text: string) => unknown, text: string): number {
  for (let calls = 1; ; calls *= 2) {
    const start = process.cpuUsage();
    for (let call = 0; call < calls; call += 1) work(text);
    const { user, system } = process.cpuUsage(start);
    if (user + system > 300) return (user + system) / calls;
  }
}

/** Repeats a text. */
export function repeated(text: string): (length: number) => string {
  return (wanted) => text.repeat(Math.ceil(wanted / text.length));
}
