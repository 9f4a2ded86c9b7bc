/*
 * Tests speak of today. At midnight a test would begin on one day and end on the next, and its world and its program would
 * not agree on what today is; so it is noon when a process of tests begins.
 */
const machineTime = Date.now.bind(Date);
const day = 86_400_000;

/** The clock of the tests is ahead of the machine's by so many milliseconds; less than none where it is behind. */
export const ahead = day / 2 - (machineTime() % day);

Date.now = () => machineTime() + ahead;
