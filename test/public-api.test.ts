import path from "node:path";
import { pathToFileURL } from "node:url";
import ts from "@tslab/typescript-for-tslab";
import { describe, expect, it } from "vitest";
import { anysOf, faceOf, namesOf } from "./architecture/exports.js";
import { ROOT } from "./architecture/sources.js";

const DECLARATIONS = path.join(ROOT, "dist/index.d.ts");
const FAULTY = path.join(ROOT, "test/fixtures/house/faulty.d.ts");

describe("the public face, read by tslab's own compiler", () => {
  const face = faceOf(ts, DECLARATIONS);

  it("is that compiler", () => {
    expect(ts.version).toBe("5.0.4");
  });

  it("has these names", () => {
    expect(namesOf(ts, face).join("\n")).toMatchSnapshot();
  });

  it("compiles without an error in our declarations", () => {
    const ours = face.program.getSourceFiles().filter((file) => file.fileName.startsWith(path.join(ROOT, "dist/")));
    expect(ours.length).toBeGreaterThan(20);
    const texts = ours.flatMap((file) => [
      ...face.program.getSyntacticDiagnostics(file),
      ...face.program.getSemanticDiagnostics(file),
    ]);
    expect(
      texts.map((one) => `${one.file?.fileName}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`),
    ).toEqual([]);
  });

  it("has no type that became any", () => {
    expect(anysOf(ts, face)).toEqual([]);
  });

  it("exists when it runs: every value that is declared", async () => {
    const library: object = await import(pathToFileURL(path.join(ROOT, "dist/index.js")).href);
    const declared = namesOf(ts, face).filter((name) => /^[^.]+: .*(function|class|constant|namespace)/.test(name));
    expect(Object.keys(library).sort()).toEqual(declared.map((name) => name.split(":")[0]!).sort());
  });
});

describe("a planted fault is found", () => {
  const face = faceOf(ts, FAULTY);

  it("any, wherever it hides", () => {
    expect(anysOf(ts, face)).toEqual([
      "Deep.list<>.inner",
      "Holder(value)",
      "Holder().method()",
      "Plain",
      "array",
      "callback(listener)(event)",
      "constant",
      "indexed[]",
      "result()",
    ]);
  });

  it("a type that the old compiler can't read", () => {
    const [diagnostic] = face.program.getSemanticDiagnostics(face.program.getSourceFile(FAULTY));
    expect(ts.flattenDiagnosticMessageText(diagnostic!.messageText, "\n")).toContain("not generic");
  });
});
