/**
 * A function that makes something of each key only memoizeByKey, when it is first asked for: most tests look at a small part of
 * the world, and what nobody looks at is never made.
 */
export function memoizeByKey<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}
