import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { McpContent } from "../bindings/McpContent";
import type { McpFact } from "../bindings/McpFact";
import type { McpMessage } from "../bindings/McpMessage";
import type { McpTable } from "../bindings/McpTable";
import type { SearchText } from "../bindings/SearchText";
import { formatRows } from "../counts";
import { formatCount } from "../numbers";
import { Badge } from "../parts";
import { Marked } from "../review/matches/marked";

interface Props {
  message: McpMessage;
  label: string;
  texts: readonly SearchText[];
  /** Shows a value in the tree. */
  onNode: (node: number) => void;
}

/** A message of the Model Context Protocol as a person reads it. Everything in it is text; nothing is drawn, fetched or run. */
export function Readable({ message, label, texts, onNode }: Props) {
  const args = message.facts.filter((fact) => fact.argument);
  const others = message.facts.filter((fact) => !fact.argument);
  return (
    // It scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="readable" role="region" aria-label={t`${label}, readable`} tabIndex={0}>
      <p className="readable-title">
        {message.error && (
          <Badge kind="bad">
            <Trans>error</Trans>
          </Badge>
        )}
        <strong className="break">
          <Marked text={message.title} texts={texts} />
        </strong>
      </p>
      <Facts title="" facts={others} texts={texts} onNode={onNode} />
      <Facts title={t`Arguments`} facts={args} texts={texts} onNode={onNode} />
      {message.contents.map((content) => (
        <Content key={content.node} content={content} texts={texts} onNode={onNode} />
      ))}
      {message.tables.map((table) => (
        <List key={table.title} table={table} texts={texts} onNode={onNode} />
      ))}
    </div>
  );
}

interface FactsProps {
  title: string;
  facts: readonly McpFact[];
  texts: readonly SearchText[];
  onNode: (node: number) => void;
}

function Facts({ title, facts, texts, onNode }: FactsProps) {
  if (facts.length === 0) return null;
  return (
    <table className="readable-table">
      <caption className={title === "" ? "visually-hidden" : ""}>{title === "" ? t`Members` : title}</caption>
      <tbody>
        {facts.map((fact) => (
          <tr key={fact.node}>
            <th scope="row">
              <NodeLink node={fact.node} onNode={onNode}>
                <Marked text={fact.name} texts={texts} />
              </NodeLink>
            </th>
            <td className="readable-text">
              <bdi>
                <Marked text={fact.value} texts={texts} />
              </bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Content({ content, texts, onNode }: { content: McpContent } & Pick<Props, "texts" | "onNode">) {
  return (
    <section className="readable-content" aria-label={content.kind}>
      <header>
        <NodeLink node={content.node} onNode={onNode}>
          {content.kind}
        </NodeLink>
        <span className="faint break">
          <Marked text={content.about} texts={texts} />
        </span>
      </header>
      {content.text !== "" && (
        <div className="readable-text mono">
          {content.text.split("\n").map((line, at) => (
            // Lines have no other name than their place.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={at}>
              <bdi>
                <Marked text={line === "" ? " " : line} texts={texts} />
              </bdi>
            </div>
          ))}
        </div>
      )}
      {content.cut && (
        <p className="faint">
          <Trans>The first 16 KiB. The tree opens the whole.</Trans>
        </p>
      )}
    </section>
  );
}

function List({ table, texts, onNode }: { table: McpTable } & Pick<Props, "texts" | "onNode">) {
  return (
    <table className="readable-table">
      <caption>
        {table.rows.length < table.count
          ? t`${table.title}: ${formatCount(table.count)}, the first ${formatRows(table.rows.length)} here, all of them in the tree`
          : `${table.title}: ${formatCount(table.count)}`}
      </caption>
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.node}>
            {row.cells.map((cell, at) => (
              <td key={table.columns[at]} className="readable-text">
                {at === 0 ? (
                  <NodeLink node={row.node} onNode={onNode}>
                    <Marked text={cell === "" ? t`no name` : cell} texts={texts} />
                  </NodeLink>
                ) : (
                  <bdi>
                    <Marked text={cell} texts={texts} />
                  </bdi>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface LinkProps {
  node: number;
  onNode: (node: number) => void;
  children: React.ReactNode;
}

function NodeLink({ node, onNode, children }: LinkProps) {
  return (
    <button type="button" className="readable-link" title={t`Show in the tree`} onClick={() => onNode(node)}>
      <bdi>{children}</bdi>
    </button>
  );
}
