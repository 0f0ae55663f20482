import type { IncomingEvent } from '../../domain/provider/provider';
import {
  answers,
  isInWindow,
  reconciledEventId,
  recordWouldLive,
  unseen,
} from '../../domain/reconcile/reconcile';
import type { ReconcilePass } from '../../domain/reconcile/reconcile-state';
import type { ListedDocument, ListedPage, ReconcileTotals } from '../../domain/reconcile/reconciliation';
import { documentKey, pathSegment } from '../../domain/record/keys';
import { newEventRecord } from '../../domain/record/new-record';
import { parseBody } from '../../domain/record/parse-body';
import { concurrently } from '../concurrently';
import { sendWhenDue, transitionContext } from '../process/record-outcome';
import type { ReconcileContext } from './reconcile-context';

/** Look-ups at once: a page of 500 takes some seconds, and the table is spared. */
const CONCURRENCY = 10;

type Verdict = 'matched' | 'missing' | 'unrecoverable' | 'undecidable';

/** What a page came to. */
export type PageTally = Omit<ReconcileTotals, 'pages'>;

interface Judging {
  readonly pass: ReconcilePass;
  readonly context: ReconcileContext;
}

/** Looks up each document of a page that lies in the window and was not on the page before, and captures what is missing. */
export async function judgePage(
  page: ListedPage,
  pass: ReconcilePass,
  context: ReconcileContext,
): Promise<PageTally> {
  const verdicts: Verdict[] = page.unusable.map((reason) => unrecoverable(reason, context));
  const documents = documentsOf(page, pass);
  await concurrently(unseen(documents, pass.seen), CONCURRENCY, async (document) => {
    verdicts.push(await judge(document, { pass, context }));
  });
  const count = (verdict: Verdict) => verdicts.filter((each) => each === verdict).length;
  const [matched, missing, lost] = [count('matched'), count('missing'), count('unrecoverable')];
  return { looked: matched + missing + lost, matched, missing, unrecoverable: lost };
}

/** The page's documents that are of interest to the pass. */
export function documentsOf(page: ListedPage, pass: ReconcilePass): readonly ListedDocument[] {
  return page.documents.filter((document) => isInWindow(document, pass));
}

async function judge(document: ListedDocument, judging: Judging): Promise<Verdict> {
  const { deps, source, options, stored } = judging.context;
  const living = recordWouldLive(document, deps.policy, deps.clock.now());
  if (!living && (!stored || document.state === 'failed')) {
    // Its record may have expired, and nothing else would show that it once was here.
    return 'undecidable';
  }
  const query = {
    documentKey: documentKey(source.provider.manifest.id, document.documentId),
    source: source.id,
  };
  for await (const record of deps.documents.eventsOf(query)) {
    if (answers(record, document)) {
      return isCapture(record, document, judging.pass) ? 'missing' : 'matched';
    }
  }
  if (stored?.has(pathSegment(document.documentId))) {
    return 'matched';
  }
  const event = announced(document, judging.context);
  if (typeof event === 'string') {
    return unrecoverable(event, judging.context);
  }
  return options.dryRun ? 'missing' : capture(event, document, judging);
}

/** Captured by this very pass, before it was interrupted: its page does not count yet. */
function isCapture(
  { eventId, receivedAt }: { readonly eventId: string; readonly receivedAt: string },
  document: ListedDocument,
  { startedAt }: ReconcilePass,
): boolean {
  return eventId === reconciledEventId(document) && receivedAt >= startedAt;
}

interface Announced {
  readonly event: IncomingEvent;
  readonly body: Uint8Array;
}

/** The webhook that should have come, as our own reading finds it; words when that finds nothing to fetch. */
function announced(
  document: ListedDocument,
  { source, reconciliation }: ReconcileContext,
): Announced | string {
  const body = reconciliation.body(reconciledEventId(document), document, source.options);
  const { reading } = parseBody(source.provider, body);
  if (reading.kind === 'event' && reading.event.disposition === 'fetch') {
    return { event: reading.event, body };
  }
  return reading.kind === 'invalid' ? reading.reason : 'This version fetches nothing for such a document.';
}

/** Through the receive path's own pieces: claim, then message. The id makes a repetition find the claim made. */
async function capture(
  { event, body }: Announced,
  document: ListedDocument,
  { pass, context: { source, deps } }: Judging,
): Promise<Verdict> {
  const record = newEventRecord(event, {
    ...transitionContext(deps),
    // No limit of age: it was meant for webhooks that come late, and this one never came.
    source: { id: source.id, provider: source.provider.manifest.id },
    origin: 'reconciled',
    body,
  });
  const outcome = await deps.store.create(record);
  if (outcome.applied) {
    await sendWhenDue(outcome.record, deps);
    return 'missing';
  }
  return outcome.existing && isCapture(outcome.existing, document, pass) ? 'missing' : 'matched';
}

function unrecoverable(reason: string, { source, deps }: ReconcileContext): Verdict {
  deps.telemetry.log('warn', 'A listed document cannot be captured.', { source: source.id, reason });
  return 'unrecoverable';
}
