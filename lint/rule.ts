import type { Requirement } from "../test/requirements.ts";

type Check = () => void | Promise<void>;

const rules: { readonly title: string; readonly check: Check }[] = [];
const skipped: string[] = [];

/** Adds a rule about files of the project. @param check throws an error that names what breaks it */
export function rule(title: string, check: Check): void {
  rules.push({ title, check });
}

/** Adds a rule that needs something besides the clone. Without it, the output says what is missing. */
export function ruleWith<Value>(
  { value, missing }: Requirement<Value>,
  title: string,
  check: (value: Value) => void | Promise<void>,
): void {
  if (value === undefined) skipped.push(`${title} (skipped: ${missing})`);
  else rule(title, () => check(value));
}

/** Checks all rules, and says which are broken, and by what. @returns whether all hold */
export async function checkRules(say: (text: string) => void): Promise<boolean> {
  let broken = 0;
  for (const { title, check } of rules) {
    try {
      await check();
    } catch (error) {
      broken += 1;
      say(`${title}:\n${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  for (const title of skipped) say(title);
  say(`${rules.length} rules for the files of the project, ${broken} broken`);
  return broken === 0;
}
