import { useEffect, useEffectEvent } from "react";
import type { Event } from "./bindings/Event";
import { platform } from "./platform";

export type EventType = Event["type"];
type EventOf<T extends EventType> = Extract<Event, { type: T }>;
type Handler = (event: Event) => void;

const handlers = new Set<Handler>();

/** Hands an event to everyone who asked. */
export function deliver(event: Event): void {
  for (const handler of handlers) handler(event);
}

/** Calls `handler` for every event until the returned function is called. */
export function onEvent(handler: Handler): () => void {
  handlers.add(handler);
  return () => handlers.delete(handler);
}

/** Connects the core's events. The window waits for it before its first question, so that no event is missed. */
export function connectEvents(): Promise<() => void> {
  return platform.listen(deliver);
}

/** Calls `handler` for every event of a type while the component is shown. */
export function useEvent<T extends EventType>(type: T, handler: (event: EventOf<T>) => void): void {
  const latest = useEffectEvent(handler);
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type === type) latest(event as EventOf<T>);
      }),
    [type],
  );
}
