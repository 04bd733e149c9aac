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

const KEY = queryKey("settings_read", {});
const READ = { queryKey: KEY, queryFn: () => rpc("settings_read", {}) };

/** Changes that are not written yet, the oldest first. */
let unsaved: Partial<Settings>[] = [];

/** The writes on their way. Each takes all settings with it, so none may overtake another. */
let writing: Promise<void> = Promise.resolve();

/** What the user chose, and a function that changes some of it at once, on screen first. */
export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const client = useQueryClient();
  const { data = DEFAULTS } = useQueryOf("settings_read", {});
  return [data, (part) => void changeSettings(client, part)];
}

/** Changes some settings, on screen first. Resolves when they are written, or told that they cannot be. */
export function changeSettings(client: QueryClient, part: Partial<Settings>): Promise<void> {
  unsaved.push(part);
  show(client);
  writing = writing.then(() => save(client, part));
  return writing;
}

/** Puts the unsaved changes on screen; nothing while what they change was not read. */
function show(client: QueryClient): Settings | undefined {
  return client.setQueryData<Settings>(KEY, (read) => read && Object.assign({}, read, ...unsaved));
}

async function save(client: QueryClient, part: Partial<Settings>): Promise<void> {
  const done = () => (unsaved = unsaved.filter((other) => other !== part));
  try {
    // Before they were read, the defaults are on screen: written with the change, they would take the place of what was chosen.
    const read = await client.ensureQueryData(READ);
    await rpc("settings_write", show(client) ?? read);
    done();
    if (part.asks_reason !== undefined) await forgetPayloads(client);
  } catch (thrown) {
    tellError(toRpcError(thrown));
    done();
    // Where that fails as well, what is on screen was told to be wrong.
    await client.fetchQuery({ ...READ, staleTime: 0 }).catch(() => undefined);
    show(client);
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
