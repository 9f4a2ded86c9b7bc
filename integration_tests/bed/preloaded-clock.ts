// Loaded before the program (--import), whose clock is CLOCK_SHIFT_MILLISECONDS ahead. With CLOCK_START (epoch milliseconds), it
// starts there instead, and runs CLOCK_SPEED times as fast, so that waits and timeouts take little real time.
const { CLOCK_SHIFT_MILLISECONDS: shift = "0", CLOCK_START: start, CLOCK_SPEED = "1" } = process.env;
const speed = Number(CLOCK_SPEED);

const now = Date.now.bind(Date);
const begun = now();
Date.now = () => (start === undefined ? now() + Number(shift) : Math.floor(Number(start) + (now() - begun) * speed));

if (start !== undefined) {
  const elapsed = performance.now.bind(performance);
  performance.now = () => elapsed() * speed;

  const wait = globalThis.setTimeout;
  const waitLess = (task: () => void, milliseconds = 0) => wait(task, milliseconds / speed);
  globalThis.setTimeout = Object.assign(waitLess, { __promisify__: wait.__promisify__ });
}
