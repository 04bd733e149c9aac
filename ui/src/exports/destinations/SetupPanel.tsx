import { t } from "@lingui/core/macro";
import { keepPreviousData } from "@tanstack/react-query";
import type { DestinationSetup } from "../../bindings/DestinationSetup";
import { RightsHelp } from "../../connection/RightsHelp";
import { useQueryOf } from "../../rpc";
import { useSettled } from "../../useSettled";

/** Milliseconds of stillness after which the help follows what is typed. */
const PATIENCE = 300;

/** What a destination needs, and a key as it will be. Follows the form as it is filled in. */
export function useNeeds(asked: DestinationSetup) {
  const settled = useSettled(JSON.stringify(asked), PATIENCE);
  return useQueryOf("destination_setup", JSON.parse(settled) as DestinationSetup, {
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

/** What has to be set up at the storage, with the user's bucket and prefix in it. */
export function SetupPanel({ needs: { data, error } }: { needs: ReturnType<typeof useNeeds> }) {
  return <RightsHelp title={t`Setup at the storage`} rights={data?.rights} error={error} />;
}
