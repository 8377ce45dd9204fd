import type { StorageDamage } from "./storageDamage.ts";
export interface ListenerAddresses {
  /** `127.0.0.1:4317` */
  readonly grpc: string;
  readonly http: string;
}

export interface ListenerTotals {
  readonly events: number;
  readonly spans: number;
  readonly metricPoints: number;
  readonly requests: number;
  readonly refused: number;
  readonly findings: number;
  /** Events let go because the store was full. */
  readonly evicted: number;
  /** Sessions that have events left; the newest thousand are listed. */
  readonly sessions?: number;
  /** What of the kept could not be read when the folders were opened. */
  readonly unread?: StorageDamage;
}
