/** Differences from version 0.2.0 that are intended, and the promise that explains them. */
export interface ExpectedDifference {
  /** What changed, as in the changelog. */
  readonly promise: string;
  /**
   * Lines as the test prints them. `*` stands for any text; a line that begins with it is about several worlds. Each
   * must match a difference.
   */
  readonly lines: readonly string[];
}

/** The one list of intended differences. */
export const expectedDifferences: readonly ExpectedDifference[] = [
  {
    promise: "Every field has one type.",
    lines: ["*: rows of audiences after sync *: rule of * differs, such as *"],
  },
];
