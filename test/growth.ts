import assert from "node:assert/strict";

const length = 4_000;
const attempts = 5;
/** Four times the text takes four times as long where the time is linear, and sixteen times where it is quadratic. */
const maxRatio = 8;

/**
 * Fails when the CPU time of some work grows faster than the text that it is given, as it does where a regular
 * expression backtracks.
 * @param textOf a hostile text of about so many characters
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

/** Microseconds of CPU for one call: of as many as take long enough to be measured. */
function timeOf(work: (text: string) => unknown, text: string): number {
  for (let calls = 1; ; calls *= 2) {
    const start = process.cpuUsage();
    for (let call = 0; call < calls; call += 1) work(text);
    const { user, system } = process.cpuUsage(start);
    if (user + system > 300) return (user + system) / calls;
  }
}

/** A text over and over. */
export function repeated(text: string): (length: number) => string {
  return (wanted) => text.repeat(Math.ceil(wanted / text.length));
}
