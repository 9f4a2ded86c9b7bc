import assert from "node:assert/strict";

/** So many proofs are under way at once: some wait for a program. */
const atOnce = 4;

/**
 * Proofs that are asked for one by one, in the order of their cases, and of which some are under way ahead.
 * @returns the proof of the case at an index
 */
export function proofsOf<Case>(
  cases: readonly Case[],
  prove: (one: Case) => Promise<void>,
): (index: number) => Promise<void> {
  const proofs = new Map<number, Promise<void>>();
  const begin = (index: number): Promise<void> => {
    const one = cases[index];
    const proof = proofs.get(index) ?? (one === undefined ? Promise.resolve() : prove(one));
    proofs.set(index, proof);
    // Whoever asks for it is told.
    proof.catch(() => undefined);
    return proof;
  };
  return async (index) => {
    for (let ahead = 1; ahead < atOnce; ahead += 1) void begin(index + ahead);
    await begin(index);
    assert.ok(cases[index] !== undefined, "it is proved, perhaps while another test ran");
  };
}
