import { asText, isObject, isStringArray, type JsonObject } from "../../src/json.ts";
import { type Problems, problemIf } from "./problems.ts";
import { membersOf, propertiesOf, variantsOf } from "./schema-nodes.ts";

/** Every path that `advanced_auth` names leads to a field of the form. */
export function flowParameterProblems(spec: JsonObject): Problems {
  const { advanced_auth: auth } = spec;
  if (!isObject(auth)) return [];
  const form = formOf(spec);
  const paths = [
    ...(auth.predicate_key === undefined ? [] : [auth.predicate_key]),
    ...membersOf(auth).flatMap(({ key, value }) => (key === "path_in_connector_config" ? [value] : [])),
  ];
  return paths.flatMap((path) =>
    problemIf(!isStringArray(path) || fieldsAt(form, path).length === 0, `there is no field ${JSON.stringify(path)}`),
  );
}

/** Whoever opens the form sees OAuth first. */
export function defaultMethodProblems(spec: JsonObject): Problems {
  const { advanced_auth: auth } = spec;
  if (!isObject(auth) || !isStringArray(auth.predicate_key)) return [];
  const [parent = "", ...rest] = auth.predicate_key;
  const [first] = variantsOf(propertiesOf(formOf(spec))[parent] ?? {});
  const [method] = first === undefined ? [] : fieldsAt(first, rest);
  return problemIf(
    method?.const !== auth.predicate_value,
    `the first variant of ${parent} is not ${asText(auth.predicate_value)}`,
  );
}

function formOf({ connectionSpecification: form }: JsonObject): JsonObject {
  return isObject(form) ? form : {};
}

/** The fields at a path, in whichever variants have them. */
function fieldsAt(schema: JsonObject, path: readonly string[]): readonly JsonObject[] {
  return path.reduce<readonly JsonObject[]>(
    (parents, name) =>
      parents
        .flatMap((parent) => [parent, ...variantsOf(parent)])
        .map((parent) => propertiesOf(parent)[name])
        .filter(isObject),
    [schema],
  );
}
