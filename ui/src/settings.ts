import { useQueryClient } from "@tanstack/react-query";
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

/** What the user chose, and a function that changes some of it at once, on screen first. */
export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const client = useQueryClient();
  const { data } = useQueryOf("settings_read", {});
  const settings = data ?? DEFAULTS;
  const key = queryKey("settings_read", {});
  function change(part: Partial<Settings>): void {
    const before = client.getQueryData<Settings>(key) ?? settings;
    const wanted = { ...before, ...part };
    client.setQueryData(key, wanted);
    rpc("settings_write", wanted)
      .then(() => (wanted.asks_reason === before.asks_reason ? undefined : forgetPayloads(client)))
      .catch((error: unknown) => {
        client.setQueryData(key, before);
        tellError(toRpcError(error));
      });
  }
  return [settings, change];
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
