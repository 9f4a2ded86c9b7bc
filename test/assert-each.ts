import assert from "node:assert/strict";

/**
 * Fails with each item that breaks a rule and the reason, or if there are no items, since such a test can't fail.
 * @param check throws for an item that breaks the rule
 */
export function assertEach<Item>(
  items: Iterable<Item>,
  nameOf: (item: Item) => string,
  check: (item: Item) => void,
): void {
  let count = 0;
  const offenders: string[] = [];
  for (const item of items) {
    count += 1;
    try {
      check(item);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      offenders.push(`${nameOf(item)}: ${message.replaceAll(/\s+/gu, " ")}`);
    }
  }
  assert.ok(count > 0, "the rule applies to no item");
  if (offenders.length > 0) assert.fail(`${offenders.length} of ${count} break the rule:\n${offenders.join("\n")}`);
}

/** `assertEach` for items with names. */
export function assertEachNamed<Item extends { readonly name: string }>(
  items: Iterable<Item>,
  check: (item: Item) => void,
): void {
  assertEach(items, ({ name }) => name, check);
}
