import { readFileSync } from "node:fs";

/** Resident memory of a run in megabytes (2^20 bytes). */
interface Memory {
  /** Maximum. */
  readonly peak: number;
  /** Relative difference between the means of the third and the last quarter of the run: 0.02 is 2%. */
  readonly growth: number;
}

/** Resources that a process used. */
export interface Usage extends Memory {
  /** CPU seconds, user and system. */
  readonly cpu: number;
}

/** Sampling interval in milliseconds. */
const interval = 50;

/** Samples the memory of a process until it ends. */
export class MemoryProbe {
  readonly #pid: number | undefined;
  readonly #resident: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #peak = 0;
  #cpu = 0;

  constructor(pid: number | undefined) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), interval);
  }

  end(): Usage {
    clearInterval(this.#timer);
    const quarter = Math.floor(this.#resident.length / 4);
    const third = mean(this.#resident.slice(-2 * quarter, -quarter));
    return { peak: this.#peak, cpu: this.#cpu, growth: mean(this.#resident.slice(-quarter)) / third - 1 };
  }

  #look(): void {
    const status = statusOf(String(this.#pid));
    if (status === undefined) return;
    this.#resident.push(status.resident);
    this.#peak = Math.max(this.#peak, status.peak);
    this.#cpu = cpuOf(String(this.#pid)) ?? this.#cpu;
  }
}

/** Returns the memory of a process; undefined if it has ended or the operating system doesn't report it. */
export function statusOf(pid: string): { readonly resident: number; readonly peak: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return undefined;
  }
  const [resident, peak] = ["VmRSS", "VmHWM"].map(
    (field) => new RegExp(`^${field}:\\s+(\\d+) kB$`, "mu").exec(text)?.[1],
  );
  return resident === undefined || peak === undefined
    ? undefined
    : { resident: Number(resident) / 1024, peak: Number(peak) / 1024 };
}

/** Linux counts CPU time in hundredths of a second. */
const ticks = 100;

/**
 * Returns the CPU seconds of a process, user and system; undefined if it has ended or the operating system doesn't report it.
 * @param whose its own, or those of its children that have ended
 */
export function cpuOf(pid: string, whose: "own" | "children" = "own"): number | undefined {
  try {
    // The name in parentheses can have spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /su, "")
      .split(" ");
    const user = whose === "own" ? 11 : 13;
    return (Number(fields[user]) + Number(fields[user + 1])) / ticks;
  } catch {
    return undefined;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
