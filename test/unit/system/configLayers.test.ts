import { expect, test } from "vitest";
import { ConfigLayers } from "../../../system/configLayers.ts";

const folders = { home: "/home/ada" };

test("The layers of a profile are those files that are there, each parsed once for each content", () => {
  const texts = new Map([
    ["/home/ada/.codex/config.toml", '[otel]\nexporter = "none"\n'],
    ["/etc/codex/managed_config.toml", "[otel]\n"],
  ]);
  const layers = new ConfigLayers((path) => texts.get(path));
  const { layers: found } = layers.of("profile", folders);
  const [user, managed, ...others] = found;
  expect([user?.layer, user?.wins, managed?.layer, managed?.wins, others]).toEqual([
    "user",
    false,
    "managed",
    true,
    [],
  ]);
  expect(layers.of("profile", folders).layers[0]?.document).toBe(user?.document);
  texts.set("/home/ada/.codex/config.toml", '[otel]\nexporter = "statsig"\n');
  expect(layers.of("profile", folders).layers[0]?.document).not.toBe(user?.document);
});
