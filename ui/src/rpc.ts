import {
  useMutation,
  useQuery,
  type UseMutationOptions,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from "@tanstack/react-query";
import type { ErrorCode } from "./bindings/ErrorCode";
import type { RpcSchema } from "./bindings/RpcSchema";
import type { WireError } from "./bindings/WireError";
import { platform } from "./platform";

/** The name of a command of the core. */
export type Command = keyof RpcSchema;
/** What a command takes. */
export type Request<C extends Command> = RpcSchema[C][0];
/** What a command answers. */
export type Response<C extends Command> = RpcSchema[C][1];

/** An error of the core, or of the way to it, with the closed code. */
export class RpcError extends Error implements WireError {
  override readonly name = "RpcError";
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(error: WireError) {
    super(error.message);
    this.code = error.code;
    this.details = error.details;
  }
}

function isWireError(value: unknown): value is WireError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Makes an `RpcError` of whatever a call threw. What did not come from the core counts as a fault of the program. */
export function toRpcError(thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown;
  if (isWireError(thrown)) return new RpcError(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new RpcError({ code: "internal", message, details: null });
}

/** Waits for a call of the platform. Rejects with `RpcError`. */
export async function settled<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    throw toRpcError(thrown);
  }
}

/** Runs a command once. The name fixes the types of request and response. Rejects with `RpcError`. */
export async function rpc<C extends Command>(command: C, request: Request<C>): Promise<Response<C>> {
  return (await settled(platform.call(command, request))) as Response<C>;
}

/** The key under which the answer to a command is cached. */
export function queryKey<C extends Command>(command: C, request?: Request<C>): readonly unknown[] {
  return request === undefined ? [command] : [command, request];
}

type QueryOptions<C extends Command, T> = Omit<
  UseQueryOptions<Response<C>, RpcError, T, readonly unknown[]>,
  "queryKey" | "queryFn"
>;

/** Reads with a command and keeps the answer fresh: `invalidation.ts` says which event makes it stale. */
export function useQueryOf<C extends Command, T = Response<C>>(
  command: C,
  request: Request<C>,
  options: QueryOptions<C, T> = {},
): UseQueryResult<T, RpcError> {
  return useQuery<Response<C>, RpcError, T, readonly unknown[]>({
    queryKey: queryKey(command, request),
    queryFn: () => rpc(command, request),
    ...options,
  });
}

type CommandOptions<C extends Command> = Omit<
  UseMutationOptions<Response<C>, RpcError, Request<C>>,
  "mutationFn" | "mutationKey"
>;

/** A command that changes something: `run.mutate(request)`. */
export function useCommand<C extends Command>(
  command: C,
  options: CommandOptions<C> = {},
): UseMutationResult<Response<C>, RpcError, Request<C>> {
  return useMutation<Response<C>, RpcError, Request<C>>({
    mutationKey: [command],
    mutationFn: (request) => rpc(command, request),
    ...options,
  });
}
