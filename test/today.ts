/*
 * Tests stand on one day, so that they pass or fail alike whenever they run. Each test process starts at its noon, as do the
 * programs that tests start (integration_tests/bed/program-clock.ts); their clocks go on from there.
 */

/** The day of the tests. */
export const today = "2026-07-09";

/** The time at which tests start, epoch milliseconds. */
export const noon = Date.parse(`${today}T12:00:00Z`);

const machineTime = Date.now.bind(Date);

/** Offset of the tests' clock from the system clock in milliseconds, possibly negative. */
export const ahead = noon - machineTime();

Date.now = () => machineTime() + ahead;
