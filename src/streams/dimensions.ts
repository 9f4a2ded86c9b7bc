import type { Dimension } from "./stream.ts";

export const eachTerm: Dimension = {
  parameter: "term",
  setting: "terms",
  values: ({ config }) => config.terms,
};
export const eachCountry: Dimension = {
  parameter: "country_code",
  setting: "countries",
  values: ({ config }) => config.countries,
};

/** The types of accounts that an audience can be shared with. */
export const accountTypes: Dimension = { parameter: "account_type", values: () => ["AD_ACCOUNT", "BUSINESS_ACCOUNT"] };

/** Splits values into lists of at most `size`, in order. */
export function inLists(values: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
