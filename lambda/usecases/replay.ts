import type { EventRecord } from '../domain/event-record';
import { isFinal } from '../domain/lifecycle';
import { replay, supersede } from '../domain/moves';
import { type NewRecordInput, newEventRecord } from '../domain/new-record';
import type { IncomingEvent } from '../domain/provider';
import { readBody } from '../domain/read-body';
import type { EventStore, RawStore } from './ports';
import { moveContext, type RecordDeps, sendWhenDue } from './record-outcome';
import type { Source, Sources } from './source';
import { storedBody } from './stored-body';

export interface ReplayDeps extends RecordDeps {
  readonly sources: Sources;
  readonly store: EventStore;
  readonly raw: Pick<RawStore, 'getRaw'>;
}

export type ReplayOutcome =
  | { readonly outcome: 'replayed'; readonly generation: number }
  /** A quarantined body could now be read: the real event was claimed under its own key. */
  | { readonly outcome: 'superseded'; readonly by: string }
  | {
      readonly outcome: 'refused';
      readonly because:
        | 'unknown_event'
        | 'unknown_source'
        | 'not_final'
        | 'use_redrive'
        /** A quarantined body that became a real event, which is the one to replay. */
        | 'superseded'
        | 'body_gone'
        | 'unreadable'
        | 'nothing_to_fetch';
    };

/** Fetches a final event's data again as its next generation; a quarantined one runs the receive path again instead. */
export async function replayEvent(pk: string, deps: ReplayDeps): Promise<ReplayOutcome> {
  const record = await deps.store.get(pk);
  if (!record) {
    return refused('unknown_event');
  }
  if (record.status === 'FAILED') {
    return refused('use_redrive');
  }
  if (!isFinal(record.status)) {
    return refused('not_final');
  }
  if (record.supersededBy !== undefined) {
    return refused('superseded');
  }
  const source = deps.sources.get(record.source);
  if (!source) {
    return refused('unknown_source');
  }
  const body = await storedBody(record, deps.raw);
  return body ? replayBody({ record, source, body }, deps) : refused('body_gone');
}

interface Replayable {
  readonly record: EventRecord;
  readonly source: Source;
  readonly body: Uint8Array;
}

async function replayBody(replayable: Replayable, deps: ReplayDeps): Promise<ReplayOutcome> {
  const { reading } = readBody(replayable.source.provider, replayable.body);
  if (reading.kind !== 'event') {
    return refused('unreadable');
  }
  if (replayable.record.status === 'QUARANTINED') {
    return claimReal(reading.event, replayable, deps);
  }
  if (reading.event.disposition !== 'fetch') {
    return refused('nothing_to_fetch');
  }
  const outcome = await deps.store.update(replay(replayable.record, moveContext(deps)));
  if (!outcome.applied) {
    return refused('not_final');
  }
  await sendWhenDue(outcome.record, deps);
  return { outcome: 'replayed', generation: outcome.record.generation };
}

/** Claims first, supersedes second: a crash in between is healed by replaying again, since the claim is conditional. */
async function claimReal(
  event: IncomingEvent,
  { record, source, body }: Replayable,
  deps: ReplayDeps,
): Promise<ReplayOutcome> {
  const input: NewRecordInput = {
    ...moveContext(deps),
    source: { id: source.id, provider: source.provider.manifest.id },
    origin: 'replay',
    body,
  };
  const claimed = await deps.store.create(newEventRecord(event, input));
  const real = claimed.applied ? claimed.record : claimed.existing;
  if (!real) {
    return refused('not_final');
  }
  if (real.status === 'RECEIVED') {
    await sendWhenDue(real, deps);
  }
  await deps.store.update(supersede(record, real.pk, moveContext(deps)));
  return { outcome: 'superseded', by: real.pk };
}

function refused(because: Extract<ReplayOutcome, { outcome: 'refused' }>['because']): ReplayOutcome {
  return { outcome: 'refused', because };
}
