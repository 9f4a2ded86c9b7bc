// Loaded before the program (--import): its clock goes ahead by CLOCK_SHIFT_MILLISECONDS, as the simulator's does.
const shift = Number(process.env.CLOCK_SHIFT_MILLISECONDS ?? 0);
const now = Date.now.bind(Date);
Date.now = () => now() + shift;
