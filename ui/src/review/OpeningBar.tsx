import { t } from "@lingui/core/macro";
import { useEffect, useState } from "react";

/** How long an answer may take before anything on the screen says so, in milliseconds. */
const PATIENCE = 150;

/** A thin bar while something is being opened for longer than anyone would notice: what is below it is still what was there before. */
export function OpeningBar({ opening }: { opening: boolean }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!opening) return;
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [opening]);
  return late ? <div className="opening-bar" role="status" aria-label={t`Reading`} /> : null;
}
