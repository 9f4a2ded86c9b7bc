import type { Finding } from "./judge.ts";
import type { Life } from "./life.ts";
import { live } from "./live.ts";
import { knownDefects } from "./promises.ts";

/** The maximum number of lives that are tried. */
const maxTries = 80;

/**
 * Returns a life that still has a finding of the same kind in the same stream, with as few events and streams as can be found.
 * @param known the defects that are no findings
 * @param onRun called after each run of each life
 */
export async function shrink(
  life: Life,
  { stream, kind }: Finding,
  known = knownDefects,
  onRun?: Parameters<typeof live>[2],
): Promise<Life> {
  let tries = 0;
  let least = life;
  const tryOnly = async (change: Partial<Pick<Life, "streams" | "events">>): Promise<boolean> => {
    if (tries === maxTries) return false;
    tries += 1;
    const { findings } = await live({ ...least, ...change }, known, onRun);
    const isSame = findings.some((each) => each.stream === stream && each.kind === kind);
    if (isSame) least = { ...least, ...change };
    return isSame;
  };
  await tryOnly({ streams: life.streams.filter(({ name }) => name === stream) });
  for (let size = Math.ceil(least.events.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < least.events.length; )
      if (!(await tryOnly({ events: least.events.toSpliced(at, size) }))) at += size;
  return least;
}
