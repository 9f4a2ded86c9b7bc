import type { Json, JsonObject } from "./json.ts";

/** The request side of one operation, from Pinterest's OpenAPI document. */
export interface OperationContract {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The scopes that a user's token needs. */
  readonly scopes: readonly string[];
  /** `x-ratelimit-category` */
  readonly category: string;
  readonly parameters: readonly ParameterContract[];
  /** The JSON request body, if the operation has one. */
  readonly body?: {
    readonly required: readonly string[];
    readonly properties: Readonly<Record<string, ParameterSchema>>;
  };
}

export interface ParameterContract {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: ParameterSchema;
}

/** A JSON schema. An object's members aren't validated. In a query string it is written `name[key][key]=value`. */
export interface ParameterSchema extends JsonObject {
  readonly type: "array" | "boolean" | "integer" | "object" | "string";
  readonly items?: ParameterSchema;
  readonly enum?: readonly (string | number)[];
  readonly maxItems?: number;
  readonly default?: Json;
}
