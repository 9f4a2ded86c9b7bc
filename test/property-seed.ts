import fc from "fast-check";

/*
 * All property tests draw their cases from one seed: a fixed one, so that `npm test` has the same result each time, or PROPERTY_SEED.
 * The long suite has a new one (integration_tests/reliability/long.ts).
 */

const { PROPERTY_SEED: given = "20260709" } = process.env;
if (!/^-?\d+$/u.test(given)) throw new Error("PROPERTY_SEED must be a whole number");

/** The seed of property tests in this process. */
export const propertySeed = Number(given);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: propertySeed });
