import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readSidecar } from "../../src/runbook/sidecar.js";

const FOLDER = "runbooks/kubernetes";
// What Kubernetes publishes of these kinds; see extract.py beside it.
const SCHEMAS = "test/fixtures/kubernetes/schemas.json";

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: Record<string, unknown>;
}

const manifests: readonly Manifest[] = readdirSync(FOLDER).flatMap((name) =>
  parseAllDocuments(readFileSync(join(FOLDER, name), "utf8")).map((document) => document.toJS() as Manifest),
);

const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(SCHEMAS, "utf8")) as object,
);

/** The specification of the pods that a manifest makes. */
function podOf(kind: string): Record<string, unknown> {
  const { spec } = manifests.find((one) => one.kind === kind)!;
  const job = (spec as { jobTemplate?: { spec: unknown } }).jobTemplate?.spec ?? spec;
  return (job as { template: { spec: Record<string, unknown> } }).template.spec;
}

function containerOf(kind: string): Record<string, unknown> {
  return (podOf(kind)["containers"] as Record<string, unknown>[])[0]!;
}

describe("the manifests for Kubernetes", () => {
  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    "are as Kubernetes 1.37 publishes them: %s",
    (_, manifest) => {
      expect(validate(manifest), JSON.stringify(validate.errors?.slice(0, 5), undefined, 1)).toBe(true);
    },
  );

  it("would be refused with a misspelt field, or a number for a text", () => {
    const [deployment] = manifests.filter(({ kind }) => kind === "Deployment");
    const text = JSON.stringify(deployment);
    for (const [right, wrong] of [
      ['"readOnlyRootFilesystem":', '"readonlyRootFilesystem":'],
      ['"replicas":1', '"replicas":"one"'],
      ['"value":"kubernetes"', '"value":1'],
      ['"livenessProbe":', '"livelinessProbe":'],
    ] as const) {
      expect(text).toContain(right);
      expect(validate(JSON.parse(text.replace(right, wrong)))).toBe(false);
    }
  });

  it.each(["Deployment", "CronJob"])("give a %s no more than it needs", (kind) => {
    expect(podOf(kind)).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
    const security = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };
    expect(containerOf(kind)["securityContext"]).toEqual(security);
    // The user and the volume are those of the image.
    const dockerfile = readFileSync("Dockerfile", "utf8");
    expect(dockerfile).toContain(String((podOf(kind)["securityContext"] as { runAsUser: number }).runAsUser));
    const [home] = containerOf(kind)["volumeMounts"] as { mountPath: string }[];
    expect(dockerfile).toContain(`VOLUME ${home!.mountPath}\n`);
  });

  it("ask serve for what it has: these options, its port, /livez", () => {
    const { args, ports } = containerOf("Deployment") as { args: string[]; ports: { containerPort: number }[] };
    const [command, folder, ...options] = args;
    expect([command, folder]).toEqual(["serve", "/opt/lisalab/runbooks"]);
    const checked = spawnSync(process.execPath, ["dist/cli/main.js", "serve", "runbooks", ...options, "--check"]);
    expect(checked.stderr.toString()).toBe("");
    expect(options[options.indexOf("--port") + 1]).toBe(String(ports[0]!.containerPort));
    // Not /healthz: a bucket that is away for ten minutes would end the runs at work, and keep hooks from being heard.
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      expect(containerOf("Deployment")[probe]).toMatchObject({ httpGet: { path: "/livez", port: "http" } });
    }
    expect(readFileSync("src/service/status.ts", "utf8")).toContain('"/livez"');
  });

  it("run daily-ops when its sidecar says, and take a Warn for what it is", async () => {
    const cron = manifests.find(({ kind }) => kind === "CronJob")!;
    const sidecar = await readSidecar("runbooks/daily-ops.yaml");
    expect(cron.spec).toMatchObject({ schedule: sidecar.schedule, timeZone: "Etc/UTC" });
    const [tini, , , ...command] = containerOf("CronJob")["command"] as string[];
    expect([tini, command.at(-1)]).toEqual(["tini", "runbooks/daily-ops"]);
    const folder = await mkdtemp(join(tmpdir(), "lisalab-k8s-"));
    await writeFile(
      join(folder, "lisalab"),
      '#!/bin/sh\n[ "$*" = "run runbooks/daily-ops" ] && exit $STATUS\nexit 99\n',
      {
        mode: 0o755,
      },
    );
    const ended = [0, 1, 2, 3, 64].map((status) => {
      const env = { PATH: `${folder}:/usr/bin:/bin`, STATUS: String(status) };
      return spawnSync(command[0]!, command.slice(1), { env }).status;
    });
    await rm(folder, { recursive: true });
    expect(ended).toEqual([0, 0, 2, 3, 64]);
  });

  it("have a file of logbooks that lisalab can read", () => {
    const { data } = manifests.find(({ kind }) => kind === "ConfigMap") as Manifest & { data: Record<string, string> };
    expect(parse(data["logbooks.yaml"]!)).toEqual({ logbooks: {} });
  });
});
