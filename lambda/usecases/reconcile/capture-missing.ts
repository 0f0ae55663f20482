import type { ListedDocument, ListedPage, Reconciliation } from '../../domain/provider/provider';
import {
  accountsFor,
  isInWindow,
  isRecordRetained,
  reconciledEventId,
  withoutSeen,
} from '../../domain/reconcile/reconcile-scan';
import type { ReconcileScan, ReconcileTotals } from '../../domain/reconcile/reconcile-state';
import { parseBody } from '../../domain/record/incoming-event';
import { documentKey, pathSegment } from '../../domain/record/keys';
import { newEventRecord } from '../../domain/record/new-record';
import { concurrently } from '../concurrently';
import type { Source } from '../source';
import { sendWhenDue, transitionContext } from '../transition';
import type { ReconcileDeps, ReconcileOptions } from './reconcile-deps';

/** Look-ups at once: a page of 500 takes some seconds, and the table is spared. */
const CONCURRENCY = 10;

type Finding = 'matched' | 'missing' | 'unrecoverable' | 'undecidable';

export type PageTotals = Omit<ReconcileTotals, 'pages'>;

export interface MissingEventsProps {
  readonly source: Source;
  readonly reconciliation: Reconciliation;
  readonly options: Pick<ReconcileOptions, 'dryRun'>;
  readonly deps: ReconcileDeps;
  /** In a backfill: the documents that have a result. */
  readonly stored: ReadonlySet<string> | undefined;
}

/** Finds the listed documents that no event accounts for, and captures them as events. */
export class MissingEvents {
  constructor(private readonly props: MissingEventsProps) {}

  /** Looks up each document of the page that lies in the scan's window and was not on the page before. */
  async capture(page: ListedPage, scan: ReconcileScan): Promise<PageTotals> {
    const findings: Finding[] = page.unusable.map((reason) => this.unrecoverable(reason));
    const documents = page.documents.filter((document) => isInWindow(document, scan));
    await concurrently(withoutSeen(documents, scan.seen), CONCURRENCY, async (document) => {
      findings.push(await this.lookUp(document, scan));
    });
    const count = (finding: Finding) => findings.filter((each) => each === finding).length;
    const [matched, missing, lost] = [count('matched'), count('missing'), count('unrecoverable')];
    return { listed: matched + missing + lost, matched, missing, unrecoverable: lost };
  }

  private async lookUp(document: ListedDocument, scan: ReconcileScan): Promise<Finding> {
    const { source, deps, stored } = this.props;
    const isRetained = isRecordRetained(document, deps.policy, deps.clock.now());
    if (!isRetained && (!stored || document.state === 'failed')) {
      // Its record may have expired, and nothing else would show that it once was here.
      return 'undecidable';
    }
    const key = documentKey(source.provider.manifest.id, document.documentId);
    for await (const record of deps.documents.listEvents({ documentKey: key, source: source.id })) {
      if (accountsFor(record, document)) {
        return isCaptureOf(record, document, scan) ? 'missing' : 'matched';
      }
    }
    if (stored?.has(pathSegment(document.documentId))) {
      return 'matched';
    }
    return this.captureDocument(document, scan);
  }

  /** Receives the webhook that should have come, as if it had. The event id makes a repetition find the claim made. */
  private async captureDocument(document: ListedDocument, scan: ReconcileScan): Promise<Finding> {
    const { source, reconciliation, options, deps } = this.props;
    const body = reconciliation.body(reconciledEventId(document), document, source.options);
    const { parsed } = parseBody(source.provider, body);
    if (parsed.kind !== 'event' || parsed.event.disposition !== 'fetch') {
      const isInvalid = parsed.kind === 'invalid';
      return this.unrecoverable(
        isInvalid ? parsed.reason : 'This version fetches nothing for such a document.',
      );
    }
    if (options.dryRun) {
      return 'missing';
    }
    const record = newEventRecord(parsed.event, {
      ...transitionContext(deps),
      // No age limit: it is meant for webhooks that come late, and this one never came.
      source: { id: source.id, provider: source.provider.manifest.id },
      origin: 'reconciled',
      body,
    });
    const outcome = await deps.store.create(record);
    if (outcome.applied) {
      await sendWhenDue(outcome.record, deps);
      return 'missing';
    }
    return outcome.existing && isCaptureOf(outcome.existing, document, scan) ? 'missing' : 'matched';
  }

  private unrecoverable(reason: string): Finding {
    const { source, deps } = this.props;
    deps.telemetry.log('warn', 'A listed document cannot be captured.', { source: source.id, reason });
    return 'unrecoverable';
  }
}

/** Captured by this very scan, before it was interrupted: its page does not count yet. */
function isCaptureOf(
  { eventId, receivedAt }: { readonly eventId: string; readonly receivedAt: number },
  document: ListedDocument,
  { startedAt }: ReconcileScan,
): boolean {
  return eventId === reconciledEventId(document) && receivedAt >= startedAt;
}
