import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Settings } from "./bindings/Settings";
import { forgetPayloads } from "./invalidation";
import { queryKey, rpc, toRpcError, useQueryOf } from "./rpc";
import { tellError } from "./parts/Toast";
import { isZone, systemZone } from "./time";

const DEFAULTS: Settings = {
  theme: "system",
  zone: "",
  columns: [],
  reviewer: "",
  asks_reason: false,
  inspector_share: 0,
  values_share: 0,
};

/** The writes on their way. Each takes all settings with it, so none may overtake another. */
let writing: Promise<void> = Promise.resolve();

/** What the user chose, and a function that changes some of it at once, on screen first. */
export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const client = useQueryClient();
  const { data } = useQueryOf("settings_read", {});
  const settings = data ?? DEFAULTS;
  const key = queryKey("settings_read", {});
  function change(part: Partial<Settings>): void {
    client.setQueryData<Settings>(key, (known) => known && { ...known, ...part });
    writing = writing.then(() => write(client, part));
  }
  return [settings, change];
}

async function write(client: QueryClient, part: Partial<Settings>): Promise<void> {
  const key = queryKey("settings_read", {});
  try {
    // Before they were read, the defaults are on screen: written with the change, they would take the place of what was chosen.
    const known = await client.ensureQueryData({ queryKey: key, queryFn: () => rpc("settings_read", {}) });
    const wanted: Settings = { ...known, ...part };
    client.setQueryData(key, wanted);
    await rpc("settings_write", wanted);
    if (part.asks_reason !== undefined) await forgetPayloads(client);
  } catch (thrown) {
    tellError(toRpcError(thrown));
    await client.invalidateQueries({ queryKey: key });
  }
}

/** The time zone of the screen: the chosen one, or the machine's. */
export function useZone(): string {
  const [{ zone }] = useSettings();
  return zone !== "" && isZone(zone) ? zone : systemZone();
}

/** Puts the theme on the document: `light`, `dark`, or what the system says, followed as it changes. */
export function useTheme(): void {
  const [{ theme }] = useSettings();
  useEffect(() => {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    function apply(): void {
      const dark = theme === "dark" || (theme === "system" && system.matches);
      document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    }
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [theme]);
}
