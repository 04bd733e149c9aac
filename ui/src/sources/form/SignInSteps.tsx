import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useEffectEvent, useRef } from "react";
import type { SourceConfig } from "../../bindings/SourceConfig";
import { Button, CopyButton, ErrorPanel, Icon, Moment, Notice, tellError } from "../../parts";
import { platform } from "../../platform";
import { rpc, toRpcError, useCommand, useQueryOf } from "../../rpc";

interface Props {
  config: SourceConfig;
  /** Whether it is said where to sign in. */
  isReady: boolean;
  /** The finished sign-in, or `null` when there is none any more. */
  onFlow: (flow: number | null) => void;
}

/** Signing in through the browser: start, code, wait, done. The key itself never comes into the window. */
export function SignInSteps({ config, isReady, onFlow }: Props) {
  const start = useCommand("sign_in_start", {
    onSuccess: (signIn) => {
      unfinished.current = signIn.flow;
      void openPage(signIn.open_url);
    },
  });
  const unfinished = useRef<number | null>(null);
  const flow = start.data?.flow ?? null;
  const status = useQueryOf(
    "sign_in_status",
    { flow: flow ?? 0 },
    {
      enabled: flow !== null,
      gcTime: 0,
      refetchInterval: (query) =>
        query.state.data === undefined || query.state.data.state === "waiting" ? 2000 : false,
    },
  );
  const state = flow === null ? null : (status.data?.state ?? "waiting");

  const told = useEffectEvent(onFlow);
  useEffect(() => {
    if (state !== "waiting") unfinished.current = null;
    if (state === "done") told(flow);
  }, [state, flow]);

  // Closing the form ends a sign-in that nobody waits for.
  useEffect(
    () => () => {
      if (unfinished.current !== null) rpc("sign_in_cancel", { flow: unfinished.current }).catch(() => undefined);
    },
    [],
  );

  function begin(): void {
    onFlow(null);
    start.mutate({ config });
  }

  if (state === "done") {
    return (
      <div className="row" role="status">
        <Icon name="pass" />
        <span className="grow">
          <Trans>Signed in. The key is kept for this source.</Trans>
        </span>
        <Button kind="quiet" onPress={begin}>
          <Trans>Sign in again</Trans>
        </Button>
      </div>
    );
  }
  return (
    <div className="stack">
      {start.data && state === "waiting" && (
        <div className="sign-in" role="status">
          {start.data.code !== null && (
            <div className="row">
              <span>
                <Trans>Type this code on the page:</Trans>
              </span>
              <strong className="sign-in-code">{start.data.code}</strong>
              <CopyButton text={start.data.code} label={t`Copy code`} />
            </div>
          )}
          <p className="quiet">
            <Trans>
              Finish in the browser; this window notices. The request ends at <Moment at={start.data.expires} />.
            </Trans>
          </p>
        </div>
      )}
      {state === "expired" && (
        <Notice kind="warning">
          <Trans>The sign-in was refused or took too long. Start it again.</Trans>
        </Notice>
      )}
      {start.error && <ErrorPanel error={start.error} actions={{ retry: begin }} />}
      {status.error && <ErrorPanel error={status.error} actions={{ retry: () => void status.refetch() }} />}
      <div className="row">
        {start.data && state === "waiting" ? (
          <Button icon="external" onPress={() => void openPage(start.data.open_url)}>
            <Trans>Open the page again</Trans>
          </Button>
        ) : (
          <Button icon="external" isDisabled={!isReady} isPending={start.isPending} onPress={begin}>
            <Trans>Open the browser</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}

async function openPage(url: string): Promise<void> {
  try {
    await platform.openUrl(url);
  } catch (error) {
    tellError(toRpcError(error));
  }
}
