import fc from "fast-check";

/** Strings of any UTF-16 code units, including control characters and lone surrogates. */
export function anyText(lengths: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  return fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)), ...lengths });
}
