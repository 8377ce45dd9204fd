import { readBoundedFile } from "../boundedFile.ts";

/** The bytes of an ordinary file; undefined for anything else, for what cannot be read and for more than `limit` bytes. */
export const readBounded = (path: string, limit: number): Promise<Uint8Array | undefined> =>
  readBoundedFile(path, limit).then(
    ({ buffer, byteOffset, length }) => new Uint8Array(buffer, byteOffset, length),
    () => undefined,
  );
