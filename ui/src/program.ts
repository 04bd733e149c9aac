import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { tellError } from "./parts";
import type { Program, ProgramHost } from "./platform";
import { settled, type RpcError } from "./rpc";

const PROGRAM = ["program"];

/** How the program starts, closes and shows its window on this computer, and a way to change it. */
export function useProgram(host: ProgramHost) {
  const queries = useQueryClient();
  const program = useQuery<Program, RpcError>({ queryKey: PROGRAM, queryFn: () => settled(host.read()) });
  const change = useMutation<Program, RpcError, Parameters<ProgramHost["change"]>[0]>({
    mutationKey: PROGRAM,
    mutationFn: (wanted) => settled(host.change(wanted)),
    // On screen first: keys may be struck faster than the program answers.
    onMutate: (wanted) => {
      queries.setQueryData<Program>(PROGRAM, (known) => known && { ...known, ...wanted });
    },
    onSuccess: (changed) => {
      // An answer that is behind a later change would take it back for a moment.
      if (queries.isMutating({ mutationKey: PROGRAM }) === 1) queries.setQueryData(PROGRAM, changed);
    },
    onError: (error) => {
      tellError(error);
      void queries.invalidateQueries({ queryKey: PROGRAM });
    },
  });
  return { program, change };
}
