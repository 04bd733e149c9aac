import { t } from "@lingui/core/macro";
import { useEffect, useState } from "react";
import "./states.css";

/** Says that something is being read. Stays invisible for the first 200 ms, because nearly everything is here before. */
export function Loading({ what = t`Loading…` }: { what?: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" role="status" aria-busy>
      {late ? what : ""}
    </div>
  );
}
