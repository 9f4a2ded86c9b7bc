/** What a file of SQL defines: the text of each view, table, and macro, by name. */
export function definitionsIn(sql: string): ReadonlyMap<string, string> {
  const found = sql.matchAll(/^CREATE OR REPLACE TEMP (?:VIEW|TABLE|MACRO) (\w+)([\s\S]*?);$/gmu);
  return new Map([...found].map(([, name = "", text = ""]) => [name, text]));
}

/** Returns the tables that a query names, directly or through views and macros. */
export function tablesOf(
  sql: string,
  definitions: ReadonlyMap<string, string>,
  known = new Set<string>(),
): readonly string[] {
  const lists = [...sql.matchAll(/\b(?:FROM|JOIN)\s+((?:\w+(?: \w+)?,\s*)*\w+)/gu)].map(([, list = ""]) => list);
  const tables = lists.flatMap((list) => list.split(",").map((each) => each.trim().split(" ")[0] ?? ""));
  const macros = [...sql.matchAll(/\b(\w+)\(/gu)].map(([, name = ""]) => name).filter((name) => definitions.has(name));
  return [...new Set([...tables, ...macros])].flatMap((name) => {
    const definition = definitions.get(name);
    if (definition === undefined) return [name];
    if (known.has(name)) return [];
    known.add(name);
    return tablesOf(definition, definitions, known);
  });
}
