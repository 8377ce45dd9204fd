import type { SimulatedDisk } from "./simulatedDisk.ts";
import type { SimulatedProcess } from "./simulatedProcess.ts";

/** Sockets and ports of the model's machine: who listens where, and whether somebody answers. */
export class SimulatedSockets {
  readonly #disk: SimulatedDisk;
  readonly #listening = new Map<string, SimulatedProcess>();
  readonly #ports = new Map<number, SimulatedProcess>();

  constructor(disk: SimulatedDisk) {
    this.#disk = disk;
  }

  /** Listens on a socket, which is a file, until it is closed. */
  listen(path: string, process: SimulatedProcess): { close(): void } {
    if (process.isKilled) return { close: () => undefined };
    this.#listening.set(path, process);
    this.#disk.put(path, Buffer.alloc(0));
    return {
      close: () => {
        if (process.isKilled || !this.#listening.delete(path)) return;
        this.#disk.take(path);
      },
    };
  }

  /** What comes of a connection. A process that is stopped has room for those who wait. */
  at(path: string): "answers" | "silent" | "gone" {
    const process = this.#listening.get(path);
    if (process === undefined || process.isKilled || this.#disk.bytesOf(path) === undefined) return "gone";
    return process.isStopped ? "silent" : "answers";
  }

  /** Listens on a port. False while another process does. */
  bind(port: number, process: SimulatedProcess): boolean {
    const holder = this.#ports.get(port);
    if (holder !== undefined && !holder.isKilled && holder !== process) return false;
    this.#ports.set(port, process);
    return true;
  }

  /** A process has ended: nobody listens any more where it did. */
  exit(process: SimulatedProcess): void {
    this.unbind(process);
    for (const [path, holder] of this.#listening) if (holder === process) this.#listening.delete(path);
  }

  unbind(process: SimulatedProcess): void {
    for (const [port, holder] of this.#ports) if (holder === process) this.#ports.delete(port);
  }
}
