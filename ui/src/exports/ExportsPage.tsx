import type { ExportTab } from "../router";

export function ExportsPage(props: { tab: ExportTab; run: number | null; filter: string | null }) {
  return <main aria-label="Exports">{props.tab}</main>;
}
