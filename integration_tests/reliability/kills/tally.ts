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
  #steps = { runs: 0, maxRuns: 0 };

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
  addSteps({ attempts }: Job, maxRuns: number): void {
    if (attempts.length > this.#steps.runs) this.#steps = { runs: attempts.length, maxRuns };
  }

  /** @param where the families, in words */
  figures(where: string): readonly Figure[] {
    const { rows, bound, stream } = this.#repeated;
    const { runs, maxRuns } = this.#steps;
    return [
      {
        what: `Kills (SIGKILL), ${where}`,
        promised:
          "at least 30 per family, 300 in total: no data loss; repeats at most one batch per partition in flight",
        measured: `${this.#kills} kills at random moments in ${this.#killedAttempts} runs: no data loss; at most ${rows} repeated rows (${stream}, ${bound} in flight)`,
      },
      {
        what: `Kills at each step, ${where}`,
        promised: "a read that is killed at every new STATE completes",
        measured: `at most ${runs} runs, ${maxRuns} allowed`,
      },
      {
        what: `Terminations (SIGTERM), ${where}`,
        promised:
          "at least 30 per family, 300 in total: no repeats of rows that a STATE can cover; a STATE counts every record",
        measured: `${this.#terminations} terminations at random moments: no repeats except from partially read reports`,
      },
    ];
  }
}
