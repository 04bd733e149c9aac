import { t } from "@lingui/core/macro";
import { use, useRef } from "react";
import { Menu, Popover } from "react-aria-components";
import type { Decoding } from "../bindings/Decoding";
import type { DocumentRef } from "../bindings/DocumentRef";
import type { Fold } from "../bindings/Fold";
import type { NodeText } from "../bindings/NodeText";
import type { TreeRow } from "../bindings/TreeRow";
import { MenuItem, MenuSeparator, tellError } from "../parts";
import { copyValue } from "../review/grid/cell-menu";
import { rpc, toRpcError } from "../rpc";
import { PayloadContext } from "./context";
import { DECODINGS, ENCODINGS } from "./encodings";

/** A value of the tree, and where on the screen its menu opens. */
export interface NodePlace {
  readonly row: TreeRow;
  readonly x: number;
  readonly y: number;
}

interface Props {
  place: NodePlace;
  document: DocumentRef;
  fold: Fold;
  onFold: (fold: Fold) => void;
  onOpen: (row: TreeRow, how: Decoding) => void;
  onPath: (path: string) => void;
  onClose: () => void;
}

/** The longest text that a filter is made of, in characters. */
const FILTER_CHARS = 200;

/** What can be done with a value of a payload. */
export function NodeMenu({ place, document, fold, onFold, onOpen, onPath, onClose }: Props) {
  const anchor = useRef<HTMLDivElement>(null);
  const { filtering } = use(PayloadContext);
  const { row, x, y } = place;
  const isContainer = row.kind === "object" || row.kind === "array";
  const isText = !isContainer && !row.cut && row.text !== "" && row.text.length <= FILTER_CHARS;

  function withNode(then: (node: NodeText) => void): void {
    rpc("document_node", { document, node: row.node }).then(then, (thrown: unknown) => tellError(toRpcError(thrown)));
  }

  return (
    <>
      <div ref={anchor} style={{ position: "fixed", left: x, top: y, width: 1, height: 1 }} />
      <Popover
        className="popover"
        triggerRef={anchor}
        isOpen
        placement="bottom start"
        offset={2}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        {/* A menu opened by a key takes the keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Menu aria-label={t`Value ${row.key ?? row.place ?? ""}`} className="menu" autoFocus="first" onClose={onClose}>
          <MenuItem
            icon="copy"
            text={t`Copy value`}
            shortcut="c"
            onAction={() => withNode(({ value }) => copyValue(value))}
          />
          <MenuItem icon="copy" text={t`Copy path`} onAction={() => withNode(({ path }) => copyValue(path))} />
          <MenuItem icon="copy" text={t`Copy as JSON`} onAction={() => withNode(({ json }) => copyValue(json))} />
          <MenuSeparator />
          <MenuItem
            icon="filter"
            text={t`Show only this in the tree`}
            onAction={() => withNode(({ path }) => onPath(path))}
          />
          {row.key !== null && (
            <MenuItem
              icon="filter"
              text={t`Show every value with this key`}
              onAction={() => onPath(`$..["${(row.key ?? "").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"]`)}
            />
          )}
          <MenuItem text={t`Open everything`} onAction={() => onFold({ level: null, toggled: [] })} />
          <MenuItem
            text={t`Close everything deeper than this`}
            onAction={() => onFold({ level: Math.max(1, row.depth), toggled: [] })}
          />
          {fold.level !== null && row.depth === 0 && (
            <MenuItem
              text={t`Open one level more`}
              onAction={() => onFold({ level: (fold.level ?? 0) + 1, toggled: [] })}
            />
          )}
          {row.kind === "string" && <MenuSeparator />}
          {row.kind === "string" &&
            DECODINGS.map((how) => (
              <MenuItem
                key={how}
                text={row.encoded === how ? t`${ENCODINGS[how].open} (looks like it)` : ENCODINGS[how].open}
                onAction={() => onOpen(row, how)}
              />
            ))}
          {filtering && isText && <MenuSeparator />}
          {filtering && isText && (
            <MenuItem
              icon="plus"
              text={t`Only entries that contain this text anywhere`}
              onAction={() => filtering.add(quoted(row.text))}
            />
          )}
          {filtering && isText && (
            <MenuItem
              icon="minus"
              text={t`Only entries that contain this text nowhere`}
              onAction={() => filtering.add(`-${quoted(row.text)}`)}
            />
          )}
        </Menu>
      </Popover>
    </>
  );
}

/** A free text of the filter language. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
