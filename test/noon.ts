/*
 * Starts each test process at noon of today. At midnight, a test would start on one day and end on the next, and its
 * world and the program would disagree about today.
 */
const machineTime = Date.now.bind(Date);
const day = 86_400_000;

/** Offset of the tests' clock from the system clock in milliseconds, possibly negative. */
export const ahead = day / 2 - (machineTime() % day);

Date.now = () => machineTime() + ahead;
