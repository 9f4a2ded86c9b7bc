/** Returns the scopes that an error message names as missing, such as "Missing: ['boards:write']"; none if it names none. */
export function missingScopes(message: string): readonly string[] {
  const [, list = ""] = /missing: \[([^\]]*)\]/iu.exec(message) ?? [];
  return [...list.matchAll(/'([\w:]+)'/gu)].flatMap(([, scope]) => scope ?? []);
}
