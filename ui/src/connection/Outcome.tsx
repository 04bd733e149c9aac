import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { CheckResult } from "../bindings/CheckResult";
import { Badge, Button, tell, tellError } from "../parts";
import { platform } from "../platform";
import { toRpcError } from "../rpc";
import { CONCLUSIONS } from "./verdicts";

interface Props {
  result: CheckResult;
  /** Tests again and writes an object that stays. */
  onLeave: (() => void) | undefined;
}

/** What a connection test comes to; the summary also says what it could not prove and what it left behind. */
export function Outcome({ result, onLeave }: Props) {
  const { icon, text, kind } = CONCLUSIONS[result.conclusion];
  return (
    <div className="test-outcome">
      <p role="status" className="row">
        <Badge kind={kind} icon={icon}>
          {text}
        </Badge>
        <span className="grow break">{result.summary}</span>
      </p>
      <div className="row wrap">
        <Button icon="copy" onPress={() => void copy(result.markdown)}>
          <Trans>Copy as Markdown</Trans>
        </Button>
        {result.conclusion === "write_only" && result.left.length === 0 && onLeave && (
          <Button onPress={onLeave}>
            <Trans>Prove by writing an object that stays</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}

async function copy(markdown: string): Promise<void> {
  try {
    await platform.copyText(markdown);
    tell(t`Result copied`, t`As Markdown, without secrets.`);
  } catch (error) {
    tellError(toRpcError(error));
  }
}
