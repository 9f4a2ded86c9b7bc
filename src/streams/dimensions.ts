import type { Dimension, RequiredSetting, Stream } from "./stream.ts";

export const givenTerms: RequiredSetting = { setting: "terms", isGiven: ({ terms }) => terms.length > 0 };
export const givenCountries: RequiredSetting = {
  setting: "countries",
  isGiven: ({ countries }) => countries.length > 0,
};
export const eachTerm = (parameter: string): Dimension => ({ parameter, values: ({ config }) => config.terms });
export const eachCountry: Dimension = { parameter: "country_code", values: ({ config }) => config.countries };

type Named = NonNullable<Stream["named"]>;

export const namedTerms =
  (parameter: string): Named =>
  ({ terms }) => [{ parameter, setting: ["terms"], values: terms }];
export const namedCountries: Named = ({ countries }) => [
  { parameter: "country_code", setting: ["countries"], values: countries },
];

/** The types of accounts that an audience can be shared with. */
export const accountTypes: Dimension = { parameter: "account_type", values: () => ["AD_ACCOUNT", "BUSINESS_ACCOUNT"] };

/** Splits values into lists of at most `size`, in order. */
export function inLists(values: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
