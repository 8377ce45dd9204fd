import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  commands,
  contextKeys,
  extensionId,
  itemContexts,
  previewScheme,
  settings,
  setupContextKey,
  terminalProfileId,
  timelinePanelType,
  viewContainers,
  views,
  walkthroughId,
  walkthroughSteps,
} from "../../client/contributions.ts";
import { setupActions } from "../../core/setup/setupItem.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
const manifest = read("package.json");
const texts: Record<string, string> = read("package.nls.json");
const { contributes } = manifest;
const manifestText = JSON.stringify({ contributes, capabilities: manifest.capabilities });

const sorted = (values: Iterable<string>) => [...values].sort();
const ids = (entries: { id: string }[]) => sorted(entries.map(({ id }) => id));

describe("package.json and the code say the same about", () => {
  test("the extension's id", () => expect(`${manifest.publisher}.${manifest.name}`).toBe(extensionId));

  test("commands", () => {
    const declared = contributes.commands.map(({ command }: { command: string }) => command);
    expect(sorted(declared)).toEqual(sorted(Object.values(commands)));
  });

  test("view containers and views", () => {
    expect(ids(contributes.viewsContainers.activitybar)).toEqual(sorted(Object.values(viewContainers)));
    expect(ids(Object.values(contributes.views).flat() as { id: string }[])).toEqual(sorted(Object.values(views)));
    expect(sorted(Object.keys(contributes.views))).toEqual(sorted(Object.values(viewContainers)));
  });

  test("settings, their defaults and where they may be set", () => {
    const declared = Object.entries(
      contributes.configuration.properties as Record<string, { default: unknown; scope?: string }>,
    );
    expect(declared.map(([key, { default: value, scope = "window" }]) => ({ key, default: value, scope }))).toEqual(
      Object.values(settings),
    );
  });

  test("context keys", () => {
    const used = new Set(
      [...manifestText.matchAll(/"(?:when|enablement)":"([^"]*)"/g)].flatMap(([, clause = ""]) =>
        [...clause.matchAll(/codexOtel\.\w+/g)].map(([key]) => key),
      ),
    );
    for (const id of [...Object.values(views), timelinePanelType]) used.delete(id);
    expect(sorted(used)).toEqual(sorted(Object.values(contextKeys)));
  });

  test("tree items that menus are for", () => {
    const named = [...manifestText.matchAll(/viewItem =~ \/\^\(([\w|]+)\)\$\//g)].flatMap(([, list = ""]) =>
      list.split("|"),
    );
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(Object.values<string>(itemContexts)).toContain(name);
  });

  test("the ports that VS Code leaves alone in a remote window are those of the listener, and of its worker wherever it listens", () => {
    const attributes = contributes.configurationDefaults["remote.portsAttributes"];
    const [grpc, http, worker = ""] = Object.keys(attributes);
    expect([grpc, http]).toEqual([String(settings.grpcPort.default), String(settings.httpPort.default)]);
    expect("/usr/bin/node /home/me/extensions/codex-otel/dist/listener-worker.js").toMatch(new RegExp(worker));
    for (const { onAutoForward } of Object.values<{ onAutoForward: string }>(attributes))
      expect(onAutoForward).toBe("ignore");
  });

  test("commands behind menus and welcome buttons", () => {
    const known = new Set<string>([...Object.values(commands), ...Object.values(views).map((view) => `${view}.focus`)]);
    const inMenus = Object.values(contributes.menus as Record<string, { command: string }[]>)
      .flat()
      .map(({ command }) => command);
    const inTexts = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id),
    );
    expect(inTexts.length).toBeGreaterThan(0);
    for (const id of [...inMenus, ...inTexts]) expect(known).toContain(id);
  });
});

describe("keys", () => {
  test("are for commands that there are, and only while one of our views has the focus and nothing is typed", () => {
    const known = new Set<string>(Object.values(commands));
    expect(contributes.keybindings.length).toBeGreaterThan(0);
    for (const { command, key, mac, when } of contributes.keybindings) {
      expect(known).toContain(command);
      expect(Object.values(views).map((view) => `focusedView == ${view} && !inputFocus`)).toContain(when);
      expect(mac).toBe(key.replace("ctrl", "cmd"));
    }
  });
});

describe("the command palette", () => {
  const clauses = new Map<string, string>(
    contributes.menus.commandPalette.map(({ command, when }: { command: string; when: string }) => [command, when]),
  );
  const enablement = new Map<string, string>(
    contributes.commands.map(({ command, enablement = "" }: { command: string; enablement?: string }) => [
      command,
      enablement,
    ]),
  );

  test.each([commands.showMoreEvents, commands.runSetupAction, commands.goToEvent])(
    "hides %s, which needs the row it is called on",
    (command) => expect(clauses.get(command)).toBe("false"),
  );

  test.each([
    commands.previewForDestination,
    commands.showDestinationEvents,
    commands.copyAsJson,
    commands.exportSession,
    commands.openTranscript,
    commands.comparePolicy,
    commands.clearSessions,
    commands.searchEvents,
    commands.showFindings,
    commands.pauseSessions,
  ])("offers %s as soon as there are sessions", (command) => {
    expect(`${clauses.get(command) ?? ""} ${enablement.get(command) ?? ""}`).toContain(contextKeys.hasSessions);
  });

  test("offers to restore the exporter at any time: of whichever file, also right after a restart", () => {
    expect(enablement.get(commands.restoreExporter)).toBe("");
  });

  test("shows credentials in previews alone", () => {
    for (const command of [commands.revealCredentials, commands.hideCredentials])
      expect(clauses.get(command)).toContain(`resourceScheme == ${previewScheme}`);
  });
});

describe("icons", () => {
  test("stand for one thing each among the commands of a menu", () => {
    const iconOf = new Map<string, string>(
      contributes.commands.map(({ command, icon = "" }: { command: string; icon?: string }) => [command, icon]),
    );
    const { "view/title": entries } = contributes.menus as Record<string, { command: string; when: string }[]>;
    for (const view of Object.values(views)) {
      const shown = new Set(
        entries?.filter(({ when }) => when.includes(`view == ${view}`)).map(({ command }) => command),
      );
      const icons = [...shown].map((command) => iconOf.get(command));
      expect(new Set(icons).size, `${view}: ${icons.join(" ")}`).toBe(icons.length);
    }
  });
});

describe("the walkthrough", () => {
  const [walkthrough] = contributes.walkthroughs;

  test("is the one that the command opens, and the terminal profile is the one that is registered", () => {
    expect(walkthrough.id).toBe(walkthroughId);
    expect(contributes.terminal.profiles).toMatchObject([{ id: terminalProfileId }]);
  });

  test("ticks its steps by those of the setup", () => {
    const declared = walkthrough.steps.map(({ id, completionEvents }: { id: string; completionEvents: string[] }) => [
      id,
      completionEvents,
    ]);
    const expected = Object.entries(walkthroughSteps).map(([id, steps]) => [
      id,
      steps.map((step) => `onContext:${setupContextKey(step)}`),
    ]);
    expect(declared).toEqual(expected);
  });

  test("has a picture or text beside every step", () => {
    for (const { media } of walkthrough.steps)
      expect(existsSync(new URL(`../../${media.markdown}`, import.meta.url)), media.markdown).toBe(true);
  });

  test("offers for every action of the setup a button in its row", () => {
    const clauses = contributes.menus["view/item/context"].map(({ when }: { when: string }) => when);
    for (const action of setupActions)
      expect(clauses).toContain(`view == ${views.setup} && viewItem == setup:${action}`);
  });
});

describe("the texts of the manifest", () => {
  test("are all in package.nls.json, and none of them is unused", () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key = ""]) => key);
    expect(sorted(new Set(used))).toEqual(sorted(Object.keys(texts)));
  });

  test("name commands in title case", () => {
    const small = new Set(["on", "for", "in", "to", "of", "the", "a", "as"]);
    for (const [key, text] of Object.entries(texts)) {
      if (!key.startsWith("command.")) continue;
      for (const word of text.split(" ")) {
        expect(small.has(word) || /^[A-Z]/.test(word), `${text}: ${word}`).toBe(true);
      }
    }
  });

  test("describe settings in sentences", () => {
    for (const [key, text] of Object.entries(texts)) {
      if (key.startsWith("setting.")) expect(text).toMatch(/^[A-Z0].*\.$/s);
    }
  });

  test("say in which workspaces the extension works", () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe("limited");
    expect(sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations)).toEqual(
      sorted(Object.keys(contributes.configuration.properties)),
    );
  });
});
