import { t } from "@lingui/core/macro";
import { useState, type RefObject } from "react";
import { Button, IconButton, Menu, MenuItem, tell, tellError } from "../../parts";
import { platform } from "../../platform";
import { toRpcError } from "../../rpc";
import { copyPicture } from "../copy/picture";
import { csvOf, markdownOf, type Sheet } from "../copy/sheet";
import { SheetTable } from "./SheetTable";

interface Props {
  sheet: Sheet;
  help?: React.ReactNode;
  /** What the mark says that the pointer or the keyboard is on. */
  told: string | null;
  drawing: RefObject<SVGSVGElement | null>;
  children: React.ReactNode;
}

/** A chart: its title, its drawing or its table, what is under the pointer in words, and copies. */
export function Chart({ sheet, help, told, drawing, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="usage-chart" aria-label={sheet.title}>
      <div className="row">
        <h2>{sheet.title}</h2>
        <span className="grow" />
        <Button kind="quiet" aria-pressed={asTable} onPress={() => setAsTable(!asTable)}>
          {asTable ? t`Chart` : t`Table`}
        </Button>
        <CopyMenu sheet={sheet} drawing={asTable ? null : drawing} />
      </div>
      {help && <p className="faint">{help}</p>}
      {asTable ? <SheetTable sheet={sheet} /> : children}
      {!asTable && (
        <p className="usage-told" aria-hidden>
          {told ?? t`Point at a part, or walk with the arrow keys; Enter opens its entries.`}
        </p>
      )}
    </section>
  );
}

function copy(text: string, what: string): void {
  platform.copyText(text).then(
    () => tell(t`Copied as ${what}.`),
    (error: unknown) => tellError(toRpcError(error)),
  );
}

/** Copies of what a chart or a table says. */
export function CopyMenu({ sheet, drawing }: { sheet: Sheet; drawing: RefObject<SVGSVGElement | null> | null }) {
  function picture(): void {
    if (!drawing?.current) return;
    copyPicture(drawing.current, sheet.title).then(
      (done) => tell(done === "copied" ? t`Copied as PNG.` : t`Saved as PNG with the downloads.`),
      (error: unknown) => tellError(toRpcError(error)),
    );
  }

  return (
    <Menu
      label={t`Copy ${sheet.title}`}
      trigger={<IconButton icon="copy" label={t`Copy ${sheet.title}`} size="small" />}
    >
      <MenuItem text={t`Copy as CSV`} onAction={() => copy(csvOf(sheet), "CSV")} />
      <MenuItem text={t`Copy as Markdown`} onAction={() => copy(markdownOf(sheet), "Markdown")} />
      {drawing && <MenuItem text={t`Copy as PNG`} onAction={picture} />}
    </Menu>
  );
}
