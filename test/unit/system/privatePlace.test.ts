import { expect, test } from "vitest";
import { isPrivatePlace, type PlaceSurroundings } from "../../../system/programs/privatePlace.ts";
import { pretendedMachine } from "./pretendedMachine.ts";

const me = 1000;
const folders: Readonly<Record<string, readonly [uid: number, mode: number]>> = {
  "/": [0, 0o755],
  "/tmp": [0, 0o1777],
  "/tmp/mine": [me, 0o700],
  "/run": [0, 0o755],
  "/run/user": [0, 0o755],
  "/run/user/1000": [me, 0o700],
  "/home": [0, 0o755],
  "/home/me": [me, 0o750],
  "/home/me/.cache": [me, 0o700],
  "/home/me/shared": [me, 0o770],
  "/srv": [1001, 0o755],
  "/srv/me": [me, 0o700],
};
const machine: PlaceSurroundings = {
  ...pretendedMachine({ links: { "/home/me/tmp": "/tmp/mine" } }),
  account: me,
  ownership: (path) => {
    const [uid, mode] = folders[path] ?? [];
    return uid === undefined || mode === undefined ? undefined : { uid, mode };
  },
};

test.each(["/run/user/1000", "/home/me", "/home/me/.cache"])(
  "Only this account and root can write above %s",
  (place) => {
    expect(isPrivatePlace(place, machine)).toBe(true);
  },
);

test.each([
  ["/tmp", "everybody can write"],
  ["/tmp/mine", "everybody can write above it"],
  ["/home/me/tmp", "its link leads to where everybody can"],
  ["/home/me/shared", "a group can write"],
  ["/srv/me", "another account owns what is above it"],
  ["/home/me/gone", "nothing is known of it"],
])("A program is not started in %s, for %s", (place) => {
  expect(isPrivatePlace(place, machine)).toBe(false);
});

test("On Windows the profile of the account is such a place, and nothing else", () => {
  const windows = { ...machine, ...pretendedMachine({ platform: "win32" }), account: undefined };
  expect(isPrivatePlace("C:\\Users\\me\\AppData\\Local\\Temp", windows)).toBe(true);
  expect(isPrivatePlace("C:\\Temp", windows)).toBe(false);
});
