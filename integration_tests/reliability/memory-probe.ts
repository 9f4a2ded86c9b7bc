import { readFileSync } from "node:fs";

/** The memory of a run, in megabytes (2^20 bytes), as the operating system counts it. */
export interface Memory {
  /** The most that was ever resident. */
  readonly peak: number;
  /** How the mean of the last quarter of the run differs from that of the third: 0.02 is 2 % more. */
  readonly growth: number;
}

/** What a process used. */
export interface Usage extends Memory {
  /** Seconds of the CPU, its own and the system's for it. */
  readonly cpu: number;
}

/** How often the memory is looked at, in milliseconds. */
const interval = 50;

/** Whether the operating system tells the memory of a process as Linux does. */
export const tellsMemory: boolean = statusOf("self") !== undefined;

/** Looks at the memory of a process until it ends. */
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

/** The memory of a process; undefined when it is over or the operating system does not tell. */
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

/** Linux counts the time of a process in hundredths of a second. */
const ticks = 100;

/** The CPU's seconds that a process took so far; its fields 14 and 15, counted behind the name in brackets. */
function cpuOf(pid: string): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /su, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return undefined;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
