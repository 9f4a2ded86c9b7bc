import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of a V8 CPU profile that is looked at: a tree of calls, and which of them was under way at each sample. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds between the samples. */
  readonly timeDeltas: readonly number[];
}

/**
 * Which part of the CPU's work, idle time left out, was done by functions of these names with all that they call. The
 * profile is the one that `--cpu-prof` left in the folder.
 */
export function cpuShare(folder: string, functions: readonly string[]): number {
  const file = readdirSync(folder).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) throw new Error("the run left no profile");
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const below = new Set<number>();
  const mark = (id: number) => {
    below.add(id);
    byId.get(id)?.children?.forEach(mark);
  };
  for (const { id, callFrame } of nodes) if (functions.includes(callFrame.functionName)) mark(id);
  if (below.size === 0) throw new Error(`none of ${functions.join(", ")} is in the profile`);
  let all = 0;
  let wanted = 0;
  samples.forEach((id, index) => {
    if (byId.get(id)?.callFrame.functionName === "(idle)") return;
    const time = timeDeltas[index] ?? 0;
    all += time;
    if (below.has(id)) wanted += time;
  });
  return wanted / all;
}
