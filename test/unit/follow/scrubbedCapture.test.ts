import { expect, test } from "vitest";
import { scrub } from "../../../follow/scrubbedCapture.ts";

const machine = { host: "build-7", user: "al", home: "/home/al" };

test("A capture names neither the host nor the user nor the home folder, and keeps words that have them as a part", () => {
  const line = '{"host.name":"build-7","cwd":"/home/al/src","output":"owner al; also build-77"}';
  expect(scrub(line, machine)).toBe('{"host.name":"host","cwd":"/home/dev/src","output":"owner dev; also build-77"}');
});

test("A folder of Windows is found as JSON writes it", () => {
  const line = JSON.stringify({ cwd: "C:\\Users\\al\\src" });
  expect(scrub(line, { ...machine, home: "C:\\Users\\al" })).toBe('{"cwd":"/home/dev\\\\src"}');
});

test("What Codex calls root stays when the machine's user is root", () => {
  const line = '{"agent_name":"/root","root.turn.id":"7","target":"/root/counter","cwd":"/root/.cache/place"}';
  expect(scrub(line, { host: "vm", user: "root", home: "/root" })).toBe(
    '{"agent_name":"/root","root.turn.id":"7","target":"/root/counter","cwd":"/home/dev/.cache/place"}',
  );
});
