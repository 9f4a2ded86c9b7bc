import type { Figure } from "../figures.ts";
import type { Repeats } from "./checks.ts";
import type { Job } from "./job.ts";

/** Number of runs that each signal ended. */
export function endedBy(signal: NodeJS.Signals, jobs: readonly Job[]): number {
  return jobs.flatMap(({ attempts }) => attempts).filter(({ outcome }) => outcome.signal === signal).length;
}

/** Totals of the jobs of several families. */
export class Tally {
  #kills = 0;
  #killedAttempts = 0;
  #terminations = 0;
  #repeated: Repeats = { rows: 0, bound: 0, stream: "none" };
  #steps = { runs: 0, most: 0 };

  /** Counts a job with random stops. */
  add(job: Job): void {
    const kills = endedBy("SIGKILL", [job]);
    this.#kills += kills;
    if (kills > 0) this.#killedAttempts += job.attempts.length;
    this.#terminations += endedBy("SIGTERM", [job]);
  }

  /** Records the maximum of repeated rows per kill. */
  addRepeats(repeats: readonly Repeats[]): void {
    for (const one of repeats) if (one.rows > this.#repeated.rows) this.#repeated = one;
  }

  /** Counts a job that is killed at each step, with its maximum number of runs. */
  addSteps({ attempts }: Job, most: number): void {
    if (attempts.length > this.#steps.runs) this.#steps = { runs: attempts.length, most };
  }

  /** @param where the families, in words */
  figures(where: string): readonly Figure[] {
    const { rows, bound, stream } = this.#repeated;
    const { runs, most } = this.#steps;
    return [
      {
        what: `kills (SIGKILL), ${where}`,
        promised:
          "at least 30 in each family, 300 in all: nothing missing; rows read twice under one batch of each partition in flight",
        measured: `${this.#kills} kills at random moments in ${this.#killedAttempts} runs: nothing missing; at most ${rows} rows twice (${stream}, of ${bound} in flight)`,
      },
      {
        what: `kills at each step, ${where}`,
        promised: "a read that is killed at every new STATE comes to its end",
        measured: `at most ${runs} runs, where ${most} would do`,
      },
      {
        what: `terminations (SIGTERM), ${where}`,
        promised:
          "at least 30 in each family, 300 in all: nothing twice that a STATE can cover; every record counted by one",
        measured: `${this.#terminations} terminations at random moments: nothing twice but of reports that were half read`,
      },
    ];
  }
}
