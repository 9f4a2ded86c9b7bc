// Loaded before the program (--import). Its clock starts at CLOCK_START (epoch milliseconds) and runs CLOCK_SPEED times
// as fast, so that waits and timeouts take little real time.
const start = Number(process.env.CLOCK_START);
const speed = Number(process.env.CLOCK_SPEED);

const now = Date.now.bind(Date);
const begun = now();
Date.now = () => Math.floor(start + (now() - begun) * speed);

const elapsed = performance.now.bind(performance);
performance.now = () => elapsed() * speed;

const wait = globalThis.setTimeout;
const waitLess = (task: () => void, milliseconds = 0) => wait(task, milliseconds / speed);
globalThis.setTimeout = Object.assign(waitLess, { __promisify__: wait.__promisify__ });
