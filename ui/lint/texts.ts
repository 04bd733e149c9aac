import type { RuleTester } from "oxlint/plugins-dev";

type Rule = Parameters<RuleTester["run"]>[1];
type Visitor = ReturnType<NonNullable<Rule["create"]>>;
type Node = Parameters<NonNullable<Visitor["JSXText"]>>[0]["parent"];

/** Attributes and properties whose value a person reads. */
const TEXT_NAMES: ReadonlySet<string> = new Set([
  "absent",
  "alt",
  "aria-description",
  "aria-label",
  "aria-roledescription",
  "aria-valuetext",
  "does",
  "empty",
  "help",
  "label",
  "long",
  "short",
  "text",
  "title",
  "what",
  "word",
]);

/** Attributes and properties whose value only the program reads, though it may look like two words. */
const CODE_NAMES: ReadonlySet<string> = new Set(["aria-labelledby", "className", "class", "d", "placement", "style"]);

/** The same in every language: names of products, formats, keys and units. */
const NAMES = new RegExp(
  `\\b(${[
    "Airbyte( API)?|Airkit|Amazon (Athena|S3)|Auditdesk|Azure Blob|DuckDB|Google (BigQuery|Cloud)|Obot|PodWarden|Trino",
    "BEGIN CERTIFICATE|CSV|JSON Web Token|JSONL?|Markdown|Parquet|SHA-256|Zstandard|base64|gzip",
    "Backspace|End|Enter|Esc(ape)?|Home|Menu|Page (Up|Down)|Space|Tab",
    "N/A|UTC|ms|p50|p90|p99",
  ].join("|")})\\b`,
  "g",
);

/** A word; two of them beside each other, or one with a capital. */
const WORD = /\p{L}{2}/u;
const PHRASE = /\p{L}{2,} \p{L}{2,}|^\p{Lu}\p{Ll}+[….?]?$/u;

const marked: Rule = {
  meta: {
    messages: {
      unmarked:
        "A text that no translator sees. Mark it with <Trans> or t`…` (CONTRIBUTING.md, “Texts of the window”).",
      brace: "A brace in a text begins a placeholder. Put it in: ${'{'}.",
    },
  },
  create(context) {
    function judge(node: Node, text: string): void {
      const place = placeOf(node);
      if (place === "code") return;
      const words = text.replaceAll(NAMES, "");
      if ((place === "text" ? WORD : PHRASE).test(words)) context.report({ node, messageId: "unmarked" });
    }
    return {
      JSXText: (node) => {
        if (!within(node, ["Trans", "Plural", "Select"])) judge(node, node.value);
      },
      Literal: (node) => {
        if (typeof node.value === "string") judge(node, node.value);
      },
      TemplateLiteral: (node) => {
        const text = node.quasis.map(({ value }) => value.cooked).join("…");
        if (!isTagged(node)) judge(node, text);
        else if (/[{}]/.test(text)) context.report({ node, messageId: "brace" });
      },
    };
  },
};

/** `text`: somebody reads it. `code`: only the program does, or it is marked. `unknown`: by its look. */
function placeOf(node: Node): "text" | "code" | "unknown" {
  const { parent } = node;
  switch (parent?.type) {
    case "JSXElement":
    case "JSXFragment":
      return "text";
    case "JSXExpressionContainer":
      return placeOf(parent);
    case "JSXAttribute": {
      const name = parent.name.type === "JSXIdentifier" ? parent.name.name : "";
      if (parent.parent.type === "JSXOpeningElement" && isNamed(parent.parent, ["Plural", "Select"])) return "code";
      return named(name);
    }
    case "VariableDeclarator":
      return named(nameOf(parent.id));
    case "Property":
      if (parent.key === node || isChoice(parent)) return "code";
      return parent.key.type === "Identifier" || parent.key.type === "Literal" ? named(nameOf(parent.key)) : "unknown";
    case "ConditionalExpression":
      return parent.test === node ? "code" : placeOf(parent);
    case "TemplateLiteral":
      return isTagged(parent) ? "text" : placeOf(parent);
    case "LogicalExpression":
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return placeOf(parent);
    case "BinaryExpression":
    case "MemberExpression":
    case "SwitchCase":
    case "ImportDeclaration":
    case "TSLiteralType":
      return "code";
    default:
      return "unknown";
  }
}

function named(name: string): "text" | "code" | "unknown" {
  return TEXT_NAMES.has(name) ? "text" : CODE_NAMES.has(name) ? "code" : "unknown";
}

function nameOf(key: Node): string {
  return key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : "";
}

/** Whether it is what `t` is written before. */
function isTagged({ parent }: Node): boolean {
  return parent?.type === "TaggedTemplateExpression" && nameOf(parent.tag) === "t";
}

/** Whether a property is one of the forms that `plural` or `select` choose from, or a message with a context. */
function isChoice({ parent }: Node): boolean {
  const call = parent?.parent;
  return call?.type === "CallExpression" && ["plural", "select", "t"].includes(nameOf(call.callee));
}

function within(node: Node, names: readonly string[]): boolean {
  for (let at: Node | null = node.parent; at; at = at.parent) {
    if (at.type === "JSXElement" && isNamed(at.openingElement, names)) return true;
  }
  return false;
}

function isNamed(element: Extract<Node, { type: "JSXOpeningElement" }>, names: readonly string[]): boolean {
  return element.name.type === "JSXIdentifier" && names.includes(element.name.name);
}

/** Oxlint's plugin for the texts of the window. */
export default { meta: { name: "texts" }, rules: { marked } };
