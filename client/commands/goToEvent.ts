import type { ListenerService } from "../listenerService.ts";
import type { SessionNode } from "../sessionsModel.ts";
import type { SessionsTree } from "../sessionsTree.ts";

/**
 * Selects the event that a finding speaks of: the other one of a decision and its result where there is one, else the one
 * that the finding is below.
 */
export async function goToEvent(
  node: SessionNode | undefined,
  service: ListenerService,
  tree: SessionsTree,
): Promise<void> {
  let at = node;
  while (at !== undefined && at.content.kind !== "event") at = at.parent;
  if (at?.content.kind !== "event") return;
  const { row } = at.content;
  const detail = await service.query("event", { id: row.id });
  const other = detail?.related.find(({ id }) => id !== row.id);
  await tree.reveal(other === undefined ? row : { id: other.id, session: row.session, turn: other.turn });
}
