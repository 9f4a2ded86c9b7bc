/** So many proofs are under way at once. */
const atOnce = 4;

/**
 * Proofs that are asked for one by one, in the order of their cases, and of which some are under way ahead: each waits
 * for its program most of the time.
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
  return (index) => {
    for (let ahead = 1; ahead < atOnce; ahead += 1) void begin(index + ahead);
    return begin(index);
  };
}
