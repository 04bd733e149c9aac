import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
    <main className="page" aria-label={t`Settings`}>
      <header className="page-head">
        <h1>
          <Trans>Settings</Trans>
        </h1>
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
      title={t`Protection`}
      help={t`Everything is in one encrypted file: entries, payloads, settings and the credentials of sources and destinations.`}
      actions={
        !sample && (
          <>
            <Button onPress={() => setChanging(true)}>
              <Trans>Change…</Trans>
            </Button>
            <Button icon="lock" isDisabled={lock.isPending} onPress={() => lock.mutate({})}>
              <Trans>Lock now</Trans>
            </Button>
          </>
        )
      }
    >
      <Facts
        facts={[
          {
            label: t({ message: "Key", context: "encryption" }),
            value: sample
              ? t`Sample workspace: nothing in it is worth protecting`
              : protection === "keyring"
                ? t`In the keyring of this computer`
                : t`Derived from your passphrase`,
          },
          keyringProblem === null ? null : { label: t`Keyring`, value: t`Not usable here: ${keyringProblem}` },
          { label: t`Folder`, value: <span className="mono">{path}</span> },
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
    { id: SYSTEM, text: t`As the system: ${formatZone(systemZone(), now)}` },
    ...allZones().map((zone) => ({ id: zone, text: formatZone(zone, now) })),
  ];
  return (
    <Section title={t`Screen`}>
      <RadioGroup<Theme>
        label={t`Theme`}
        value={settings.theme}
        onChange={(theme) => change({ theme })}
        options={[
          { id: "system", text: t`As the system` },
          { id: "light", text: t`Light` },
          { id: "dark", text: t`Dark` },
        ]}
      />
      <div className="settings-field">
        <SearchSelect
          label={t`Time zone`}
          value={settings.zone === "" ? SYSTEM : settings.zone}
          options={zones}
          onChange={(zone) => change({ zone: zone === SYSTEM ? "" : zone })}
          help={t`For times on the screen and in filters. Times in exports are always in UTC.`}
        />
      </div>
    </Section>
  );
}

function AboutSection() {
  const about = useQueryOf("about", {});
  return (
    <Section title={t`About`}>
      {about.error && <ErrorPanel error={about.error} />}
      {about.data && (
        <Facts
          facts={[
            { label: "Auditdesk", value: about.data.version },
            { label: t`Database`, value: about.data.database },
            { label: t`Licence`, value: about.data.license },
          ]}
        />
      )}
    </Section>
  );
}
