import { childrenOf, isNode, type Node, syntaxTree } from "./syntaxTree.ts";

/** What `client/shared/messages.ts` alone may call of VS Code, because it shows texts in which links run commands. */
const guarded = new Set([
  "showInformationMessage",
  "showWarningMessage",
  "showErrorMessage",
  "withProgress",
  "showInputBox",
  "createInputBox",
  "showQuickPick",
  "createQuickPick",
  "showWorkspaceFolderPick",
  "setStatusBarMessage",
]);

/** Ways of a file of the client to show text that go round `client/shared/messages.ts` and its functions: `FILE:LINE: WHAT`. */
export function otherWays(path: string, source: string): readonly string[] {
  const found: string[] = [];
  const report = ({ start }: Node, what: string) =>
    found.push(`${path}:${source.slice(0, start).split("\n").length}: ${what}`);
  const visit = (node: Node, parent: Node | undefined) => {
    const fault = faultOf(node, parent);
    if (fault !== undefined) report(node, fault);
    // types show nothing
    if (node.type.startsWith("TSType") || (node.type === "ImportDeclaration" && node.importKind === "type")) return;
    for (const child of childrenOf(node)) visit(child, node);
  };
  visit(syntaxTree(path, source), undefined);
  return found;
}

function faultOf(node: Node, parent: Node | undefined): string | undefined {
  switch (node.type) {
    case "Identifier":
      if (guarded.has(String(node.name))) return String(node.name);
      return node.name === "vscode" && !isPlainUse(node, parent) ? "vscode is handed on" : undefined;
    case "Literal":
      if (guarded.has(String(node.value))) return String(node.value);
      return node.value === "vscode" && parent?.type !== "ImportDeclaration"
        ? "vscode is loaded in another way"
        : undefined;
    case "TemplateElement":
      return guarded.has(String((node.value as { cooked?: unknown }).cooked)) ? "the name in a template" : undefined;
    case "ImportDeclaration":
      return isImportOfNames(node) ? "names are imported from vscode" : undefined;
    case "MemberExpression":
      if (isVscode(node.object) && node.computed === true) return "a name of vscode is worked out";
      return isWindow(node) && !isPlainUse(node, parent) ? "vscode.window is handed on" : undefined;
    case "VariableDeclarator":
      return isVscode(node.init) && takesWindow(node.id) ? "window is taken out of vscode" : undefined;
    case "NewExpression":
      return isNode(node.callee) &&
        (node.callee.property as Node | undefined)?.name === "MarkdownString" &&
        size(node) > 0
        ? "MarkdownString with text: append it with forMarkdown"
        : undefined;
    default:
      return undefined;
  }
}

const size = ({ arguments: values }: Node): number => (Array.isArray(values) ? values.length : 0);
const isVscode = (node: unknown): boolean => isNode(node) && node.type === "Identifier" && node.name === "vscode";
const isWindow = ({ object, property }: Node): boolean =>
  isVscode(object) && isNode(property) && property.name === "window";

/** `{ window }`, whatever it is called then, or `{ ...all }`. */
function takesWindow(pattern: unknown): boolean {
  if (!isNode(pattern) || !Array.isArray(pattern.properties)) return false;
  return pattern.properties.some(
    (one: Node) =>
      one.type === "RestElement" || one.computed === true || (isNode(one.key) && one.key.name === "window"),
  );
}

/** `vscode.x` or `vscode.window.x`; `const { x } = vscode`, whose names are looked at; and the import itself. */
function isPlainUse(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case "MemberExpression":
      return parent.object !== node || parent.computed !== true;
    case "VariableDeclarator":
      return node.type === "Identifier" && isNode(parent.id) && parent.id.type === "ObjectPattern";
    case "ImportNamespaceSpecifier":
    case "TSQualifiedName":
      return true;
    default:
      return false;
  }
}

function isImportOfNames({ source, importKind, specifiers }: Node): boolean {
  if (importKind === "type" || !isNode(source) || source.value !== "vscode" || !Array.isArray(specifiers)) return false;
  return specifiers.some((one: Node) => one.type !== "ImportNamespaceSpecifier" && one.importKind !== "type");
}
