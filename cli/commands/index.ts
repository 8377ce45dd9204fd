import type { Command } from "../command/commandTable.ts";
import { checkTable, runCheck } from "./check.ts";
import { completionCommand } from "./completion.ts";
import { doctorTable, runDoctor } from "./doctor.ts";
import { explainTable, runExplain } from "./explain.ts";
import { exportTable, runExport } from "./export.ts";
import { pointTable, runPoint } from "./point.ts";
import { replayTable, runReplay } from "./replay.ts";
import { restoreTable, runRestore } from "./restore.ts";
import { routeTable, runRoute } from "./route.ts";
import { runTail, tailTable } from "./tail.ts";

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  { table: checkTable, run: runCheck },
  { table: tailTable, run: runTail },
  { table: pointTable, run: runPoint },
  { table: restoreTable, run: runRestore },
  { table: replayTable, run: runReplay },
  { table: routeTable, run: runRoute },
  { table: explainTable, run: runExplain },
  { table: exportTable, run: runExport },
  { table: doctorTable, run: runDoctor },
  completionCommand(() => commands.map(({ table }) => table)),
];
