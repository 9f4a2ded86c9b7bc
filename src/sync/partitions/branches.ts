type Task = () => Promise<void>;

/**
 * Runs what is found branch by branch. A branch is opened when there is nothing else to do, so that few are open at a
 * time: what is found is done before more is found, and a run that ends half-way has found little in vain.
 * @param open finds the tasks of a branch
 * @param atOnce so many branches are opened, or tasks run, side by side
 * @throws what `open` or a task throws
 */
export async function runBranches<Branch>(
  branches: readonly Branch[],
  open: (branch: Branch) => Promise<readonly Task[]>,
  atOnce: number,
): Promise<void> {
  const unopened = branches.values();
  const found: Iterator<Task>[] = [];
  const opening = new Set<Promise<void>>();
  const openOne = async (branch: Branch): Promise<void> => {
    found.push((await open(branch)).values());
  };
  /** The task that was found first. Many thousands may be left, so none is moved when one is taken. */
  const nextTask = (): Task | undefined => {
    for (let [first] = found; first !== undefined; [first] = found) {
      const { done, value: task } = first.next();
      if (done !== true) return task;
      found.shift();
    }
    return undefined;
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const task = nextTask();
      if (task !== undefined) {
        await task();
        continue;
      }
      const { done, value: branch } = unopened.next();
      if (done !== true) {
        const opened = openOne(branch);
        opening.add(opened);
        await opened;
        opening.delete(opened);
      } else if (opening.size > 0) {
        await Promise.race(opening);
      } else {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
