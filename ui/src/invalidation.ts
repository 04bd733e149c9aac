import { QueryClient } from "@tanstack/react-query";
import type { Event } from "./bindings/Event";
import type { JobInfo } from "./bindings/JobInfo";
import { queryKey, RpcError, type Command } from "./rpc";

/**
 * What an event makes stale. Views are not in here on purpose: a view is a fixed list that must not move under the reader's eyes;
 * the review page compares the version of an `entries` event with its own and offers to read again; so does the usage page.
 */
export const STALE: Record<Exclude<Event["type"], "workspace" | "check" | "view" | "alert">, readonly Command[]> = {
  entries: ["workspace_status", "source_list", "entry_show", "export_preview", "schedule_preview", "schedule_coverage"],
  lists: [
    "source_list",
    "source_completeness",
    "destination_list",
    "run_list",
    "run_show",
    "run_log",
    "job_list",
    "mapping_list",
    "schedule_list",
    "schedule_show",
    "schedule_runs",
    "schedule_preview",
    "schedule_coverage",
    "export_estimate",
    "schedule_estimate",
    "saved_view_list",
    "saved_view_versions",
    "audit_sample_list",
    "retention_show",
  ],
  job: [],
  reviews: ["review_show", "audit_sample_list", "view_facets", "reveal_list"],
};

/** Jobs with `job` put in its place, the newest first. */
export function withJob(jobs: readonly JobInfo[], job: JobInfo): JobInfo[] {
  const known = jobs.some((other) => other.id === job.id);
  return known ? jobs.map((other) => (other.id === job.id ? job : other)) : [job, ...jobs];
}

/** Brings the cache up to an event. */
export function applyEvent(client: QueryClient, event: Event): void {
  switch (event.type) {
    case "workspace":
      void changeWorkspace(client);
      return;
    case "check":
    case "view":
    // What an alert tells of changes the lists, which have an event of their own; the shell notifies.
    case "alert":
      return;
    case "job": {
      const { job } = event;
      // Before the list was read, this one would stand for all of them.
      client.setQueryData<JobInfo[]>(queryKey("job_list", {}), (jobs) => jobs && withJob(jobs, job));
      if (job.state !== "running") void invalidate(client, STALE.lists);
      return;
    }
    default:
      void invalidate(client, STALE[event.type]);
  }
}

// Another workspace, or none: first what it is now, then nothing that was read before may be shown again.
async function changeWorkspace(client: QueryClient): Promise<void> {
  const [status] = queryKey("workspace_status");
  await invalidate(client, ["workspace_status"]);
  await client.resetQueries({ predicate: (query) => query.queryKey[0] !== status });
}

async function invalidate(client: QueryClient, commands: readonly Command[]): Promise<void> {
  const read = commands.map((command) => {
    const filters = { queryKey: queryKey(command) };
    // The first answer to a question may be older than the event when it comes. A later one is asked for anew by itself.
    for (const query of client.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" })) {
      if (query.state.data === undefined) query.reset();
    }
    return client.invalidateQueries(filters);
  });
  await Promise.all(read);
}

/** Reads again what holds payloads: what may be seen of them changed. */
export async function forgetPayloads(client: QueryClient): Promise<void> {
  const commands: readonly Command[] = ["entry_show", "entry_compare", "document_open", "payload_compare"];
  await Promise.all(commands.map((command) => client.resetQueries({ queryKey: queryKey(command) })));
}

/** The cache of answers. Events refresh it, not time, not focus; only a fault of the way to the core is worth a second try. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
        retry: (count, error) => count < 1 && !(error instanceof RpcError),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
