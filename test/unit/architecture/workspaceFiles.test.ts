import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, formatMessages } from "esbuild";
import { expect, test } from "vitest";
import { debugPorts } from "../../../scripts/demo.mjs";
import { readInspectorArguments } from "../../../system/programs/inspectorArguments.ts";
import { startedPrograms } from "../../../system/programs/startedPrograms.ts";

const root = join(import.meta.dirname, "../../..");
const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));

interface Task {
  readonly label: string;
  readonly type?: string;
  readonly script?: string;
  readonly args?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly problemMatcher: { readonly pattern: readonly Readonly<Record<string, string | number>>[] };
}
interface Configuration {
  readonly name: string;
  readonly request: string;
  readonly port?: number;
  readonly preLaunchTask?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const { tasks }: { tasks: readonly Task[] } = read(".vscode/tasks.json");
const {
  configurations,
  compounds,
}: { configurations: readonly Configuration[]; compounds: readonly { configurations: readonly string[] }[] } =
  read(".vscode/launch.json");

test("What a launch configuration or a task builds on is there", () => {
  const labels = tasks.map(({ label }) => label);
  const wanted = [...configurations.map(({ preLaunchTask }) => preLaunchTask), ...tasks.map((task) => task.dependsOn)];
  for (const label of wanted.flatMap((one) => one ?? [])) expect(labels).toContain(label);
  const names = configurations.map(({ name }) => name);
  for (const name of compounds.flatMap((compound) => compound.configurations)) expect(names).toContain(name);
  const scripts = Object.keys(read("package.json").scripts);
  for (const { script } of tasks.filter(({ type }) => type === "npm")) expect(scripts).toContain(script);
});

test("A debugger attaches to the ports that the window opens", () => {
  const [value = ""] = configurations.flatMap(({ env }) => env?.CODEX_OTEL_INSPECT ?? []);
  const opened = (Object.keys(startedPrograms) as (keyof typeof startedPrograms)[]).flatMap((name) =>
    readInspectorArguments(name, value),
  );
  const attached = configurations.flatMap(({ request, port }) => (request === "attach" ? port : []));
  expect(opened).toHaveLength(2);
  expect(opened.toSorted()).toEqual(attached.map((port) => `--inspect=127.0.0.1:${port}`).toSorted());
});

test("The recorded session goes to the port of the demonstration", () => {
  const play = tasks.find(({ args }) => args?.includes("replay"));
  expect(play?.args?.at(-1)).toBe(`http://127.0.0.1:${debugPorts.grpc}`);
});

test("An error of the bundler is found in its output", async () => {
  const failed = await build({
    stdin: { contents: 'import "./absent.ts";\n', sourcefile: "client/broken.ts", resolveDir: root },
    bundle: true,
    write: false,
    logLevel: "silent",
  }).catch(({ errors }) => errors);
  const [text = ""] = await formatMessages(failed, { kind: "error" });
  const lines = text.split("\n").slice(0, 3);
  const [first, empty, place] = tasks.find(({ label }) => label === "watch")?.problemMatcher.pattern ?? [];
  const matches = [first, empty, place].map((pattern, index) =>
    new RegExp(String(pattern?.regexp)).exec(lines[index] ?? ""),
  );
  expect(matches[0]?.[Number(first?.message)]).toBe('Could not resolve "./absent.ts"');
  expect(matches[1]).not.toBeNull();
  expect(matches[2]?.[Number(place?.file)]).toBe("client/broken.ts");
  expect(matches[2]?.[Number(place?.line)]).toBe("1");
});
