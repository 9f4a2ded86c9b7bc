/** The schema of a field: what of it determines a value. */
export interface FieldSchema {
  readonly type: "array" | "boolean" | "integer" | "number" | "object" | "string";
  readonly nullable?: true;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: FieldSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
}
