import { useRef, useState } from "react";
import type { CheckLine } from "../bindings/CheckLine";
import type { CheckResult } from "../bindings/CheckResult";
import { useEvent } from "../events";
import { toRpcError, type RpcError } from "../rpc";

export interface ChecklistState {
  lines: readonly CheckLine[];
  running: boolean;
  result: CheckResult | null;
  error: RpcError | null;
}

const IDLE: ChecklistState = { lines: [], running: false, result: null, error: null };

// Tickets only have to differ from those of other windows on the same core.
let lastTicket = Date.now();

/** A connection test whose lines appear as they come. `run` starts it, `clear` forgets it when the form changes. */
export function useChecklist() {
  const [state, setState] = useState<ChecklistState>(IDLE);
  const ticket = useRef<number | null>(null);

  useEvent("check", (event) => {
    if (event.ticket === ticket.current) setState((now) => ({ ...now, lines: [...now.lines, event.line] }));
  });

  async function run(start: (ticket: number) => Promise<CheckResult>): Promise<CheckResult | null> {
    lastTicket += 1;
    const mine = lastTicket;
    ticket.current = mine;
    setState({ ...IDLE, running: true });
    const current = () => ticket.current === mine;
    try {
      const result = await start(mine);
      if (current()) setState({ lines: result.lines, running: false, result, error: null });
      return result;
    } catch (thrown) {
      const error = toRpcError(thrown);
      if (current()) setState((now) => ({ ...now, running: false, error }));
      return null;
    } finally {
      // The result has every line: one that is still under way as an event must not come twice.
      if (current()) ticket.current = null;
    }
  }

  function clear(): void {
    ticket.current = null;
    setState(IDLE);
  }

  return { ...state, run, clear };
}
