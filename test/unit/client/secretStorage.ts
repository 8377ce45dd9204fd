import type * as vscode from "vscode";

/** VS Code's secret storage as far as it is used; it outlives the windows and tells all of them of changes. */
export function secretStorage(): { readonly kept: Map<string, string>; readonly secrets: vscode.SecretStorage } {
  const kept = new Map<string, string>();
  const listeners = new Set<(change: { readonly key: string }) => void>();
  const tell = (key: string) => {
    for (const listener of listeners) listener({ key });
  };
  const secrets: vscode.SecretStorage = {
    get: async (key) => kept.get(key),
    store: async (key, value) => {
      kept.set(key, value);
      tell(key);
    },
    delete: async (key) => {
      kept.delete(key);
      tell(key);
    },
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  return { kept, secrets };
}
