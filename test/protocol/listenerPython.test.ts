import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { toPlain, toPlainObject } from "../../core/otlp/anyValue.ts";
import { obtainPythonSdk } from "../../scripts/programs/pythonSdk.mjs";
import { startListener } from "./runningListener.ts";

const packages = await obtainPythonSdk();
const path = "path" in packages ? packages.path : undefined;
const program = join(import.meta.dirname, "../programs/python/send.py");
const count = 700;

describe.skipIf(path === undefined).each([
  ["grpc", "none"],
  ["grpc", "gzip"],
  ["http", "none"],
  ["http", "gzip"],
])("The OpenTelemetry SDK for Python over %s with compression %s", (protocol, compression) => {
  test("loses nothing: each record with every value, each span and each metric point", async () => {
    const running = await startListener();
    const address = protocol === "grpc" ? running.grpc : running.http;
    const env = { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1" };
    await promisify(execFile)("python3", [program, protocol, address, compression, String(count)], { env });
    expect(running.refusals).toEqual([]);
    expect(running.listener.totals()).toMatchObject({ events: count, spans: count, metricPoints: 2, refused: 0 });
    for (const [number, { event, session }] of running.events.entries()) {
      expect(session).toBe("0199-session");
      expect(event.timeUnixNano).toBe(1_795_434_906_983_645_261n + BigInt(number));
      expect(event.body && toPlain(event.body)).toBe(`body ${number}`);
      expect(event.attributes.get("tool_result_seq")).toEqual({ kind: "int", value: 2n ** 53n + BigInt(number) });
      expect(toPlainObject(event.attributes)).toMatchObject({
        "event.name": "codex.tool_result",
        call_id: `call_${number}`,
        output: "grüße ✓",
        success: true,
        ratio: 0.5,
        list: ["a", "b"],
      });
      expect(toPlainObject(event.resource)).toMatchObject({ "service.name": "codex_exec", "host.name": "laptop" });
    }
  });
});
