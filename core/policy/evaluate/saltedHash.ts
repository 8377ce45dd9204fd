import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

const rememberedHashes = 4096;
const longestRemembered = 128;

/** Hashes with a salt in front; identifiers come with every event, so the latest short ones are remembered. */
export function saltedHash(salt: string): (text: string) => string {
  const remembered = new Map<string, string>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const hash = bytesToHex(sha256(utf8ToBytes(salt + text)));
    if (text.length <= longestRemembered) {
      if (remembered.size >= rememberedHashes) remembered.clear();
      remembered.set(text, hash);
    }
    return hash;
  };
}
