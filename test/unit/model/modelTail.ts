import { ListenerError } from "../../../listener/protocol/listenerError.ts";
import { FolderClaim } from "../../../listener/windows/folderClaim.ts";
import { claimWorld, relayFolder } from "./modelMachine.ts";
import { ModelProgram } from "./modelProgram.ts";

/** `codex-otel tail --forward --forward-queue`, as `cli/commands/tail.ts` starts and ends it. */
export class ModelTail extends ModelProgram {
  readonly kind = "tail";
  #claim: FolderClaim | undefined;

  get hasQueues(): boolean {
    return this.#claim !== undefined;
  }

  protected async begin(): Promise<void> {
    const { machine, process } = this;
    const owner = { version: "", name: "another codex-otel tail", isListener: false };
    this.#claim = await FolderClaim.take(relayFolder, owner, claimWorld(machine, process));
    await this.open({ maximumEvents: 1 });
    if (!machine.sockets.bind(1000 + process.id, process)) throw new ListenerError("port-in-use", "in use");
    this.state = "serving";
  }

  protected async end(): Promise<void> {
    this.machine.sockets.unbind(this.process);
    await this.listener?.close();
    await this.#claim?.release();
  }
}
