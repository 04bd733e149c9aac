import { useState } from "react";
import type { Theme } from "../bindings/Theme";
import { Button, ErrorPanel, Facts, Loading, RadioGroup, SearchSelect, Section, tellError } from "../parts";
import { platform } from "../platform";
import { useCommand, useQueryOf } from "../rpc";
import { useSettings } from "../settings";
import { allZones, formatZone, nowMicros, systemZone } from "../time";
import { ChangeProtection } from "./ChangeProtection";
import { RetentionSection } from "./RetentionSection";
import { ReviewerSection } from "./ReviewerSection";
import { ProgramSection } from "./ProgramSection";
import "./settings.css";

const SYSTEM = "system";

/** Protection, retention, screen, this computer, about. */
export function SettingsPage() {
  return (
    <main className="page" aria-label="Settings">
      <header className="page-head">
        <h1>Settings</h1>
      </header>
      <div className="page-body settings">
        <ProtectionSection />
        <RetentionSection />
        <ReviewerSection />
        <ScreenSection />
        {platform.program && <ProgramSection host={platform.program} />}
        <AboutSection />
      </div>
    </main>
  );
}

function ProtectionSection() {
  const status = useQueryOf("workspace_status", {});
  const lock = useCommand("workspace_lock", { onError: tellError });
  const [changing, setChanging] = useState(false);
  if (status.isPending) return <Loading />;
  if (status.isError) return <ErrorPanel error={status.error} />;
  const { protection, path, sample, keyring_problem: keyringProblem } = status.data;
  return (
    <Section
      title="Protection"
      help="Everything is in one encrypted file: entries, payloads, settings and the credentials of sources and destinations."
      actions={
        !sample && (
          <>
            <Button onPress={() => setChanging(true)}>Change…</Button>
            <Button icon="lock" isDisabled={lock.isPending} onPress={() => lock.mutate({})}>
              Lock now
            </Button>
          </>
        )
      }
    >
      <Facts
        facts={[
          {
            label: "Key",
            value: sample
              ? "Sample workspace: nothing in it is worth protecting"
              : protection === "keyring"
                ? "In the keyring of this computer"
                : "Derived from your passphrase",
          },
          keyringProblem === null ? null : { label: "Keyring", value: `Not usable here: ${keyringProblem}` },
          { label: "Folder", value: <span className="mono">{path}</span> },
        ]}
      />
      {changing && (
        <ChangeProtection
          current={protection ?? "passphrase"}
          keyringProblem={keyringProblem}
          onClose={() => setChanging(false)}
        />
      )}
    </Section>
  );
}

function ScreenSection() {
  const [settings, change] = useSettings();
  const now = nowMicros();
  const zones = [
    { id: SYSTEM, text: `As the system: ${formatZone(systemZone(), now)}` },
    ...allZones().map((zone) => ({ id: zone, text: formatZone(zone, now) })),
  ];
  return (
    <Section title="Screen">
      <RadioGroup<Theme>
        label="Theme"
        value={settings.theme}
        onChange={(theme) => change({ theme })}
        options={[
          { id: "system", text: "As the system" },
          { id: "light", text: "Light" },
          { id: "dark", text: "Dark" },
        ]}
      />
      <div className="settings-field">
        <SearchSelect
          label="Time zone"
          value={settings.zone === "" ? SYSTEM : settings.zone}
          options={zones}
          onChange={(zone) => change({ zone: zone === SYSTEM ? "" : zone })}
          help="For times on the screen and in filters. Times in exports are always in UTC."
        />
      </div>
    </Section>
  );
}

function AboutSection() {
  const about = useQueryOf("about", {});
  return (
    <Section title="About">
      {about.error && <ErrorPanel error={about.error} />}
      {about.data && (
        <Facts
          facts={[
            { label: "Auditdesk", value: about.data.version },
            { label: "Database", value: about.data.database },
            { label: "Licence", value: about.data.license },
          ]}
        />
      )}
    </Section>
  );
}
