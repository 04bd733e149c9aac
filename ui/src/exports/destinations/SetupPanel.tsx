import { keepPreviousData } from "@tanstack/react-query";
import type { DestinationSetup } from "../../bindings/DestinationSetup";
import { RightsHelp } from "../../connection/RightsHelp";
import { useQueryOf } from "../../rpc";
import { useSettled } from "../../useSettled";

/** Milliseconds of stillness after which the help follows what is typed. */
const PATIENCE = 300;

/** What has to be set up at the storage, with the user's bucket and prefix in it. Follows the form as it is filled in. */
export function SetupPanel({ asked }: { asked: DestinationSetup }) {
  const settled = useSettled(JSON.stringify(asked), PATIENCE);
  const { data, error } = useQueryOf("destination_setup", JSON.parse(settled) as DestinationSetup, {
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  return <RightsHelp title="Setup at the storage" rights={data} error={error} />;
}
