import { describe, expect, test } from "vitest";
import { ExporterMemory } from "../../../client/config/exporterMemory.ts";
import { secretStorage } from "./secretStorage.ts";

function storage() {
  const { kept, secrets } = secretStorage();
  return { kept, window: () => new ExporterMemory(secrets) };
}

const config = "/home/me/.codex/config.toml";
const profile = "/home/me/.codex/work.config.toml";

describe("what a configuration was before it was pointed here", () => {
  test("is remembered also after a restart, for each file", async () => {
    const { window } = storage();
    await window().remember(config, { before: "a", after: "b" });
    await window().remember(profile, { before: "", after: "p" });
    expect(await window().get(config)).toEqual({ before: "a", after: "b" });
    expect(await window().get(profile)).toEqual({ before: "", after: "p" });
    expect(await window().files()).toEqual([config, profile]);
  });

  test("stays what it was before the first of two changes", async () => {
    const memory = storage().window();
    await memory.remember(config, { before: "a", after: "b" });
    await memory.remember(config, { before: "b", after: "c" });
    expect(await memory.get(config)).toEqual({ before: "a", after: "c" });
  });

  test("is what it was before the second change, when somebody has changed the file between the two", async () => {
    const memory = storage().window();
    await memory.remember(config, { before: "a", after: "b" });
    await memory.remember(config, { before: "x", after: "y" });
    expect(await memory.get(config)).toEqual({ before: "x", after: "y" });
  });

  test("is forgotten once it is restored, and that of other files is not", async () => {
    const memory = storage().window();
    await memory.remember(config, { before: "a", after: "b" });
    await memory.remember(profile, { before: "c", after: "d" });
    await memory.forget(config);
    expect(await memory.get(config)).toBeUndefined();
    expect(await memory.files()).toEqual([profile]);
  });

  test("is lost, and nothing else, when the storage holds something that is not ours", async () => {
    const { kept, window } = storage();
    await window().remember(config, { before: "a", after: "b" });
    for (const key of kept.keys()) kept.set(key, "{ half a");
    expect(await window().get(config)).toBeUndefined();
    await window().remember(config, { before: "c", after: "d" });
    expect(await window().get(config)).toEqual({ before: "c", after: "d" });
  });
});
