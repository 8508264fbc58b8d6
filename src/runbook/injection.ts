import type { Parameters } from "./parameters.js";
import type { ParameterSchema, Sidecar } from "./sidecar.js";
import { isSecret } from "./sidecar-secrets.js";

/** The cell that declares the parameters of a run: one typed TypeScript constant each; of secrets it has the names only. */
export function parametersCode(sidecar: Sidecar, parameters: Parameters): string {
  const lines = Object.entries(parameters).map(([name, value]) => {
    const schema = sidecar.parameters[name] ?? {};
    const given = isSecret(schema) ? `lisalab.runbook.secret(${JSON.stringify(name)})` : JSON.stringify(value);
    return `const ${name}: ${typeOf(schema)} = ${given};`;
  });
  const imports = Object.values(sidecar.parameters).some(isSecret) ? ['import * as lisalab from "lisalab";'] : [];
  return [`// Parameters of this run of ${sidecar.name} ${sidecar.version}`, ...imports, ...lines].join("\n");
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
  object: "Record<string, unknown>",
};

function typeOf(schema: ParameterSchema): string {
  const allowed = schema["enum"];
  if (Array.isArray(allowed)) {
    return allowed.map((value) => JSON.stringify(value)).join(" | ");
  }
  const types = [schema["type"] ?? []].flat() as string[];
  return types.map((type) => (type === "array" ? arrayTypeOf(schema) : SIMPLE[type]!)).join(" | ") || "unknown";
}

function arrayTypeOf(schema: ParameterSchema): string {
  return `(${typeOf((schema["items"] ?? {}) as ParameterSchema)})[]`;
}
