// Loaded before the program (--import). Its clock is CLOCK_SHIFT_MILLISECONDS ahead, as the simulator's.
const shift = Number(process.env.CLOCK_SHIFT_MILLISECONDS ?? 0);
const now = Date.now.bind(Date);
Date.now = () => now() + shift;
