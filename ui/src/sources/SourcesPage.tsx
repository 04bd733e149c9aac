export function SourcesPage(props: { selected: number | null }) {
  return <main aria-label="Sources">{props.selected}</main>;
}
