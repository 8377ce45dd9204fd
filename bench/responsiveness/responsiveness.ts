import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCommand, startListener } from "../../test/editor/support/commands.ts";
import { answer, dialogOf } from "../../test/editor/support/dialog.ts";
import { startEditor } from "../../test/editor/support/editor.ts";
import { gone, until } from "../../test/editor/support/repeatedly.ts";
import { focusRows, scrollTop, selectedRow } from "../../test/editor/support/sessionsView.ts";
import {
  expandRow,
  extensionIsActive,
  showOnly,
  showSessionsView,
  treeRow,
} from "../../test/editor/support/workbench.ts";
import { processTime } from "../keystroke/processTime.ts";
import { startGenerator } from "../load/generator.ts";
import { milliseconds, percentile, table } from "../statistics.ts";
import type { BenchContext, Suite } from "../suite.ts";
import { type Ping, packagePing, readPings } from "./pings.ts";

const eventsPerSecond = 500;
const eventsPerRequest = 10;
const events = 20_000;
const settleMilliseconds = 5000;
const phaseMilliseconds = (events / eventsPerSecond) * 1000;

/** A real VS Code that shows what arrives, and how long its extension host keeps others waiting meanwhile. */
export const responsiveness: Suite = {
  name: "responsiveness",
  title: "The extension host while events arrive",
  run: async (context) => {
    const { root, scratch, bundles, print } = context;
    const extensions = [join(scratch, "codex-otel.vsix"), join(scratch, "ping.vsix")] as const;
    execFileSync(process.execPath, [join(root, "scripts/package.mjs"), extensions[0]], { cwd: root, stdio: "pipe" });
    await packagePing(root, extensions[1]);
    const file = join(scratch, "pings.jsonl");
    const grpcPort = await freePort();
    const editor = await startEditor({
      extensions,
      settings: { "codexOtel.listener.grpcPort": grpcPort, "codexOtel.listener.httpPort": await freePort() },
      environment: () => ({ CODEX_OTEL_BENCH_PINGS: file }),
      workspaceFiles: { "README.md": "# A project\n" },
    });
    const generator = startGenerator(bundles, root);
    const send = (duration: number, oneSession = false) =>
      generator.send({
        protocol: "grpc",
        address: `127.0.0.1:${grpcPort}`,
        batch: eventsPerRequest,
        clients: 1,
        milliseconds: duration,
        requestsPerSecond: eventsPerSecond / eventsPerRequest,
        oneSession,
      });
    try {
      const page = await editor.open();
      print(`${await activationTimes(page)}\n`);
      await showSessionsView(page);
      await startListener(page);
      await page.locator(".sidebar .welcome-view-content").getByText("The listener is ready").waitFor();
      await send(2000);
      await expandTurn(page);
      await delay(settleMilliseconds);
      const idle = await phase(file, () => delay(phaseMilliseconds));
      const busy = await phase(file, async () => {
        const { records, failed } = await send(phaseMilliseconds);
        print(`${records} events arrived, ${failed} requests were refused`);
      });
      print(`${eventsPerSecond} events a second of several sessions, a turn of one of them expanded\n`);
      printPhases(context, idle, busy);

      await showOnly(page, "Sessions");
      await runCommand(page, "Codex OTel: Clear Sessions", dialogOf(page));
      await answer(dialogOf(page), "Clear");
      await page.locator(".sidebar .welcome-view-content").getByText("The listener is ready").waitFor();
      await send(2000, true);
      await expandSession(page);
      await expandRow(treeRow(page, /^Turn 1/));
      await rowAt(page, 3).waitFor();
      await selectInTheMiddle(page);
      await delay(settleMilliseconds);
      const before = await placeOf(page);
      const long = await phase(file, async () => {
        const { records, failed } = await send(phaseMilliseconds, true);
        print(`\n${records} events of one session arrived, ${failed} requests were refused`);
      });
      print(
        `${eventsPerSecond} events a second of one session with turns of 5000 events, its turn expanded and scrolled\n`,
      );
      printPhases(context, idle, long);
      print(`\nThe selected row before: ${before}\nThe selected row after:  ${await placeOf(page)}`);
    } finally {
      generator.stop();
      await editor.close();
    }
  },
};

const starts = 7;

/** What VS Code itself measures at several starts of a window, in which other extensions start as well. */
async function activationTimes(page: Page): Promise<string> {
  const times: number[] = [];
  for (let start = 0; start < starts; start++) {
    if (start > 0) await page.reload();
    await extensionIsActive(page);
    await delay(settleMilliseconds);
    const row = page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Codex OTel" });
    await runCommand(page, "Developer: Show Running Extensions", row);
    const time = row.locator(".activation-time").filter({ hasText: /\d+ ?ms/ });
    await time.waitFor();
    times.push(Number.parseInt((await time.textContent())?.replace(/\D/g, "") ?? "", 10));
    await until(gone(row), () => page.keyboard.press("Escape"));
  }
  const [first] = times;
  return `Activation, the listener not started, milliseconds: first start ${first}, median of ${starts} starts ${percentile(times, 0.5)}`;
}

/** The first row in sight that is so deep in the tree. */
const rowAt = (page: Page, level: number) => page.locator(`.sidebar [role="treeitem"][aria-level="${level}"]`).first();

async function expandSession(page: Page): Promise<void> {
  await expandRow(rowAt(page, 1));
  await rowAt(page, 2).waitFor();
}

/** The first turn of the session that is shown open. */
async function expandTurn(page: Page): Promise<void> {
  await expandSession(page);
  await expandRow(rowAt(page, 2));
  await rowAt(page, 3).waitFor();
}

/** Scrolls to the middle of the list and selects a row there. */
async function selectInTheMiddle(page: Page): Promise<void> {
  await page.locator('.sidebar [role="treeitem"][aria-level="3"]').nth(15).waitFor();
  await focusRows(page);
  for (let pages = 0; pages < 10 && (await scrollTop(page)) < 500; pages++) await page.keyboard.press("PageDown");
  for (let rows = 0; rows < 10; rows++) await page.keyboard.press("ArrowUp");
  await page.locator('.sidebar [role="treeitem"].focused').click();
  await selectedRow(page).waitFor();
}

/** Which row is selected, where it is on the screen, and how far the list is scrolled. */
async function placeOf(page: Page): Promise<string> {
  const row = selectedRow(page);
  const isInSight = (await row.count()) > 0;
  const where = isInSight ? `"${await row.textContent()}" at ${(await row.boundingBox())?.y} px` : "out of sight";
  return `${where}, the list is scrolled by ${await scrollTop(page)} px`;
}

interface Phase {
  readonly pings: readonly Ping[];
  /** Part of one core that the extension host used. */
  readonly used: number;
  readonly load: number;
}

async function phase(file: string, task: () => Promise<unknown>): Promise<Phase> {
  const { pid } = await readPings(file);
  const before = processTime(pid);
  const begun = Date.now();
  await task();
  const ended = Date.now();
  const used = (processTime(pid) - before) / (ended - begun);
  await delay(2500);
  const { pings } = await readPings(file);
  return { pings: pings.filter(({ at }) => at >= begun && at <= ended), used, load: loadavg()[0] ?? Number.NaN };
}

const kinds = [
  ["a command, answered by the window", "command"],
  ["a timer, later than due", "late"],
  ["one turn of the event loop", "turn"],
] as const;

function printPhases({ print }: BenchContext, idle: Phase, busy: Phase): void {
  const numbers = ({ pings }: Phase, kind: (typeof kinds)[number][1]) =>
    [0.5, 0.99, 1].map((part) =>
      percentile(
        pings.map((ping) => ping[kind]),
        part,
      ),
    );
  print(`Beside the same window without events; milliseconds, ${busy.pings.length} and ${idle.pings.length} samples\n`);
  print(
    table([
      ["", "median", "99 %", "longest", "idle: median", "99 %", "longest", "ratio of 99 %"],
      ...kinds.map(([name, kind]) => {
        const [ours, theirs] = [numbers(busy, kind), numbers(idle, kind)];
        return [name, ...[...ours, ...theirs].map(milliseconds), ((ours[1] ?? 0) / (theirs[1] ?? 0)).toFixed(1)];
      }),
    ]),
  );
  const percent = (part: number) => `${(part * 100).toFixed(0)} %`;
  print(
    `\nThe extension host used ${percent(busy.used)} of a core, idle ${percent(idle.used)}; load of the machine ${busy.load.toFixed(1)}, idle ${idle.load.toFixed(1)}`,
  );
}
