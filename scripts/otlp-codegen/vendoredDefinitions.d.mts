export function hashOfDefinitions(): string;
export function definitionsLine(): string;
