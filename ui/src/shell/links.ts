import { useEffect } from "react";
import { tellError } from "../parts";
import { platform } from "../platform";
import { inspectEntry } from "../review/session-store";
import { rpc, toRpcError } from "../rpc";

/** Shows the entry that a link of the system leads to: one that waited until the workspace was open, or one that comes. */
export function useLinks(): void {
  useEffect(() => {
    void follow();
    const stop = platform.onLink(() => void follow());
    return () => void stop.then((end) => end());
  }, []);
}

async function follow(): Promise<void> {
  try {
    const link = await platform.takeLink();
    if (link !== null) inspectEntry((await rpc("entry_find", { link })).key);
  } catch (thrown) {
    tellError(toRpcError(thrown));
  }
}
