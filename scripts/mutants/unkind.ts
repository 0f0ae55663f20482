import type { Mutant } from './mutants';

const USECASES = 'lambda/usecases';
const DOMAIN = 'lambda/domain';

/** Defects in what protects results from worthless answers, reused ids, lost bodies and dead links. */
export const UNKIND: readonly Mutant[] = [
  {
    name: 'replay-forgets-result',
    about: 'a replay removes what the record vouches for',
    file: `${DOMAIN}/recovery-moves.ts`,
    find: "remove: [...write.remove, ...present(seen, ['lastError'])],",
    replace: "remove: [...write.remove, ...present(seen, ['lastError', ...VOUCHED])],",
  },
  {
    name: 'return-without-looking',
    about: 'a replay that brought nothing returns without a look at the object',
    file: `${USECASES}/end-without-result.ts`,
    find: '  const found = await findObjects(seen, deps);\n',
    replace:
      "  const back = { to: seen.replayedFrom, reason: lastError };\n  if (deps.clock.now() > 0) {\n    return { write: returnFromReplay(seen, back, moveContext(deps)), metric: 'ReplayBroughtNothing' };\n  }\n  const found = await findObjects(seen, deps);\n",
  },
  {
    name: 'sweeper-returns-without-head',
    about: 'the same, for the sweeper alone',
    file: `${USECASES}/end-without-result.ts`,
    find: 'const found = await findObjects(seen, deps);',
    replace: 'const found = deps.rewrites ? await findObjects(seen, deps) : [];',
  },
  {
    name: 'sweeper-ends-replacing',
    about: 'the sweeper gives up a replay that has begun to replace its result',
    file: `${USECASES}/sweep.ts`,
    find: '(record.replacing ? PROCESSOR_DAY_MS : 0)',
    replace: '(record.replacing ? 0 * PROCESSOR_DAY_MS : 0)',
  },
  {
    name: 'adopt-any-generation',
    about: 'a replay that brought nothing adopts an object of any generation',
    file: `${USECASES}/end-without-result.ts`,
    find: 'found.find(({ head }) => isOwnObject(head, seen));',
    replace: 'found.find(({ head }) => head.pkSha256 === sha256Hex(seen.pk));',
  },
  {
    name: 'no-rewrite-when-replacing',
    about: 'a replay returns to its former object although a put of its own may still take effect',
    file: `${USECASES}/end-without-result.ts`,
    find: 'const result = former && seen.replacing ? await rewrite(former, seen, deps) : undefined;',
    replace: 'const result = undefined;',
  },
  {
    name: 'replacing-not-marked',
    about: 'a replay replaces its object without saying so first',
    file: `${USECASES}/process-event.ts`,
    find: 'if (!hasOwnResult(work.record)) {',
    replace: 'if (work.record.pk !== undefined) {',
  },
  {
    name: 'put-without-mark',
    about: 'the object is put although the lease was lost before the record could say so',
    file: `${USECASES}/process-event.ts`,
    find: '  return outcome.applied;\n',
    replace: '  return true;\n',
  },
  {
    name: 'poorer-replaces',
    about: 'an empty or unreviewed answer replaces data or a review',
    file: `${USECASES}/process-event.ts`,
    find: 'if (poorer) {',
    replace: 'if (poorer && deps.clock.now() < 0) {',
  },
  {
    name: 'empty-stored-as-data',
    about: 'an empty extraction is stored without the mark that says so',
    file: `${USECASES}/store-result.ts`,
    find: 'documentId, empty, reviewed } },',
    replace: 'documentId, reviewed } },',
  },
  {
    name: 'mismatch-given-up-at-once',
    about: 'one answer about another document ends the event',
    file: `${DOMAIN}/retry-policy.ts`,
    find: "identity_mismatch: { until: 'window', base: 2, cap: 900, isReason: true },",
    replace: 'identity_mismatch: NEVER,',
  },
  {
    name: 'known-document-forgotten',
    about: 'an answer is not held against the document that only the record names',
    file: `${USECASES}/obtain-result.ts`,
    find: 'event: withKnownDocument(announced, record),',
    replace: 'event: announced,',
  },
  {
    name: 'purged-counted-failed',
    about: 'a run that the provider purged rings the alarm for failed events',
    file: `${USECASES}/end-without-result.ts`,
    find: "return kind === 'no_longer_available' ? 'NoLongerAvailable' : 'Failed';",
    replace: "return kind === undefined ? 'NoLongerAvailable' : 'Failed';",
  },
  {
    name: 'reused-id-dropped',
    about: 'another event under a known id is taken for a duplicate',
    file: `${USECASES}/claim-event.ts`,
    find: 'return claimReused(other, event, delivery);',
    replace: 'return other.pk === event.eventId ? claimReused(other, event, delivery) : claimed;',
  },
  {
    name: 'reused-id-under-first-key',
    about: 'another event under a known id is claimed under the first one’s key',
    file: `${DOMAIN}/new-record.ts`,
    find: 'return sameIdAs === undefined ? eventKey(source.id, event.eventId) : reusedIdKey(source.id, event);',
    replace:
      'return sameIdAs === event.eventId ? reusedIdKey(source.id, event) : eventKey(source.id, event.eventId);',
  },
  {
    name: 'reused-id-shares-object',
    about: 'two events under one id and of one document have one result key',
    file: `${DOMAIN}/own-result-key.ts`,
    find: 'return sameIdAs === undefined ? eventId : pk;',
    replace: 'return sameIdAs === pk ? pk : eventId;',
  },
  {
    name: 'renewal-while-leased',
    about: 'a new body replaces the one that a process is working on',
    file: `${DOMAIN}/same-event.ts`,
    find: "(status === 'RECEIVED' && !carriesData)",
    replace: "(['RECEIVED', 'PROCESSING'].includes(status) && !carriesData)",
  },
  {
    name: 'renewal-without-limit',
    about: 'each other body of an event costs a write',
    file: `${DOMAIN}/same-event.ts`,
    find: 'now - renewedAt < RENEWAL_INTERVAL_MS ||',
    replace: 'now < renewedAt ||',
  },
  {
    name: 'renewal-of-stored',
    about: 'another body opens an event that has its result',
    file: `${DOMAIN}/same-event.ts`,
    find: ' || record.resultSha256 !== undefined) {\n    return false;\n  }\n  const { status, lastError } = record;',
    replace:
      ") {\n    return false;\n  }\n  const { status, lastError } = record;\n  if (status === 'STORED') {\n    return true;\n  }",
  },
  {
    name: 'lost-body-not-restored',
    about: 'the same body brings nothing, also where it was lost',
    file: `${USECASES}/claim-event.ts`,
    find: "return known.bodySha256 === bodySha256 && known.lastError?.kind !== 'body_lost';",
    replace: 'return known.bodySha256 === bodySha256;',
  },
  {
    name: 'body-lost-invents-event',
    about: 'the result of an event whose body is lost holds a body that nobody sent',
    file: `${DOMAIN}/result-document.ts`,
    find: "event ? withoutMark(event) : Buffer.from('null'),",
    replace: 'event ? withoutMark(event) : Buffer.from(JSON.stringify({ id: record.eventId })),',
  },
  {
    name: 'redrive-counts-link-anew',
    about: 'a redrive lets the links of the body live from now',
    file: `${DOMAIN}/recovery-moves.ts`,
    find: '  return reopen(seen, context, reason);',
    replace:
      '  const write = reopen(seen, context, reason);\n  return { ...write, set: { ...write.set, bodyReceivedAt: toIso(context.now) } };',
  },
  {
    name: 'archived-link-forever',
    about: 'an event that is only kept fails when its link is dead',
    file: `${USECASES}/obtain-result.ts`,
    find: "if (announced.disposition === 'archive_link' && isGone(error)) {",
    replace: "if (announced.disposition === 'archive' && isGone(error)) {",
  },
  {
    name: 'holder-not-asked',
    about: 'a late webhook and its reconciled duplicate do not ask which of them stores the result',
    file: `${USECASES}/share-result.ts`,
    find: 'if (!deps.holders || !mayBeDuplicate(record, event, source.reconcile)) {',
    replace: 'if (deps.holders || !mayBeDuplicate(record, event, source.reconcile)) {',
  },
  {
    name: 'holder-not-awaited',
    about: 'a reconciled duplicate takes over from a webhook that is being worked on',
    file: `${DOMAIN}/reconciled-duplicate.ts`,
    find: "return mayWait ? 'wait' : 'take_over';",
    replace: "return mayWait && holder.pk === record.pk ? 'wait' : 'take_over';",
  },
];
