import fc from "fast-check";

/** Texts of any UTF-16, control characters and lone surrogates among it. */
export function anyText(lengths: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  return fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)), ...lengths });
}
