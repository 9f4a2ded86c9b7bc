import { asText, isObject, isStringArray, type Json, type JsonObject } from "../../src/json.ts";
import { keysOf } from "./catalog-assertions.ts";
import { type Problems, problemIf } from "./problems.ts";

export function missingKeyProblems(streams: readonly JsonObject[], excused: readonly string[]): Problems {
  return streams
    .filter((stream) => keysOf(stream).length === 0 && !excused.includes(asText(stream.name)))
    .map(({ name }) => `${asText(name)} has no primary key`);
}

export function allowedHostsProblems({ allowedHosts }: JsonObject): Problems {
  return emptyListProblems(allowedHosts, "hosts");
}

export function suggestedStreamsProblems({ suggestedStreams }: JsonObject): Problems {
  return emptyListProblems(suggestedStreams, "streams");
}

function emptyListProblems(parent: Json | undefined, name: string): Problems {
  const list = isObject(parent) ? parent[name] : undefined;
  return problemIf(!isStringArray(list) || list.length === 0, `metadata.yaml names no ${name}`);
}
