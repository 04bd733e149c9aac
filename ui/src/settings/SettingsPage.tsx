export function SettingsPage() {
  return <main aria-label="Settings" />;
}
