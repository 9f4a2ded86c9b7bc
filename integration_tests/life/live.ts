import { asText } from "../../src/base/json.ts";
import { Course } from "./course.ts";
import { happenings } from "./events/all.ts";
import { type Finding, Judge, nameOf } from "./judge.ts";
import type { Life } from "./life.ts";
import { type Defect, knownDefects } from "./promises.ts";
import type { Run } from "./run.ts";

/** What a life showed. */
export interface Lived {
  readonly findings: readonly Finding[];
  /** By promise: the differences that it allowed. */
  readonly used: ReadonlyMap<string, number>;
  /** The IDs of the known defects that it showed. */
  readonly defects: ReadonlySet<string>;
  readonly runs: number;
}

/** The longest time without a look at what Pinterest has, in milliseconds. */
const longestPause = 60 * 86_400_000;

/**
 * Lives a life, to its first finding or to its end.
 * @param known the defects that are no findings
 * @param onRun called after each run
 */
export async function live(
  life: Life,
  known: readonly Defect[] = knownDefects,
  onRun: (course: Course, run: Run) => void = () => undefined,
): Promise<Lived> {
  const course = new Course(life);
  const judge = new Judge(known);
  const findings: Finding[] = [];
  const run = async () => {
    const done = await course.run();
    onRun(course, done);
    findings.push(...judge.judge(course, done));
    // As the message says: clear the stream.
    for (const { failure_type: type, message, stream_descriptor: about } of done.errors)
      if (type === "config_error" && /state/iu.test(asText(message))) course.reset(nameOf(about));
  };
  course.attempt = async () => {
    await run();
    judge.look(course);
  };
  course.onClear = (name) => judge.clear(name);
  course.onChange = () => judge.look(course);
  for (const [index, time] of life.times.entries()) {
    const before = course.clock.now();
    course.job += 1;
    course.nextTime = time;
    for (const event of life.events.filter((each) => each.run === index)) {
      moveTo(course, judge, Math.round(before + (time - before) * event.at));
      await happenings[event.what]?.(course, event);
    }
    moveTo(course, judge, time);
    await run();
    if (findings.length > 0) break;
  }
  return { findings, used: judge.used, defects: judge.defects, runs: course.runs };
}

/** Moves the clock forward, if it isn't there yet. */
function moveTo(course: Course, judge: Judge, time: number): void {
  for (let left = time - course.clock.now(); left > 0; left = time - course.clock.now()) {
    course.clock.advance(Math.min(left, longestPause));
    if (left > longestPause) judge.remember(course);
  }
}
