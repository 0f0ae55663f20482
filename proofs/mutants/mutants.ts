/** One deliberate defect: `find` must stand exactly once in the file. */
export interface Mutant {
  readonly name: string;
  readonly about: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Defects a hurried person might make, each of which must be caught. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'skip-resend',
    about: 'a repeated delivery of a waiting, due event sends no message',
    file: 'lambda/usecases/receive/receive-webhook.ts',
    find: 'if (isDue(claimed.record, this.deps.clock.now())) {',
    replace: 'if (claimed.isNew && isDue(claimed.record, this.deps.clock.now())) {',
  },
  {
    name: 'acknowledge-before-put',
    about: 'the request is answered 200 whatever became of the claim',
    file: 'lambda/usecases/receive/claim-event.ts',
    find: 'await store.create(record, options);',
    replace: 'await store.create(record, options).catch(() => ({ applied: true as const, record }));',
  },
  {
    name: 'raw-body-after-claim',
    about: 'a large body is stored in the background, not before its record',
    file: 'lambda/usecases/receive/claim-event.ts',
    find: 'await raw.putRaw(record.rawKey, body, options);',
    replace: 'void raw.putRaw(record.rawKey, body, options).catch(() => undefined);',
  },
  {
    name: 'drop-lease-owner',
    about: 'a transition out of PROCESSING does not ask who holds the lease',
    file: 'lambda/domain/lifecycle/transition-base.ts',
    find: "      { attribute: 'leaseOwner', equals: seen.leaseOwner ?? '' },\n",
    replace: '',
  },
  {
    name: 'unconditional-final-write',
    about: 'the final state is written without any condition',
    file: 'lambda/domain/lifecycle/transition-base.ts',
    find: 'const base = seen.leaseOwner === undefined ? ifUnchanged(seen, context) : ifLeaseHeld(seen, context);',
    replace: 'const base = { pk: seen.pk, writeId: context.writeId, expect: [] };',
  },
  {
    name: 'ignore-not-before',
    about: 'the lease is granted whatever notBefore says',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: "      { attribute: 'notBefore', absentOrAtMost: toIso(context.now) },\n",
    replace: '',
  },
  {
    name: 'crash-not-counted',
    about: 'taking over an expired lease does not count a crash',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: 'set: { ...leaseFields(context), crashes: (seen.crashes ?? 0) + 1 },',
    replace: 'set: { ...leaseFields(context) },',
  },
  {
    name: 'replay-keeps-generation',
    about: 'a replay does not begin a new generation',
    file: 'lambda/domain/lifecycle/recovery-transitions.ts',
    find: 'generation: seen.generation + 1,',
    replace: 'generation: seen.generation,',
  },
  {
    name: 'final-stays-in-work-index',
    about: 'a final record keeps its deadline and its place in the work index',
    file: 'lambda/domain/lifecycle/transition-base.ts',
    find: 'remove: [...LEASE, ...OPEN_ONLY],',
    replace: 'remove: [...LEASE],',
  },
  {
    name: 'sweeps-forgotten',
    about: 'a retry forgets how many messages the sweeper has sent',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: '      ...waiting(plan.notBefore, context, leased.sweepCount),',
    replace: '      ...waiting(plan.notBefore, context),\n      sweepCount: 0,',
  },
  {
    name: 'lose-old-item-check',
    about: 'a write refused after a lost answer is not known as one’s own',
    file: 'lambda/domain/lifecycle/conditional-write.ts',
    find: 'if (found && (found.writeId === writeId || found.leaseOwner === writeId)) {',
    replace: 'if (found && writeId === undefined) {',
  },
  {
    name: 'window-never-ends',
    about: 'retrying never ends by age',
    file: 'lambda/domain/lifecycle/retry-policy.ts',
    find: 'if (now >= end) {',
    replace: 'if (now < 0) {',
  },
  {
    name: 'swallow-batch-failure',
    about: 'a message that could be neither worked on nor sent again is acknowledged',
    file: 'lambda/usecases/process/process-batch.ts',
    find: 'return false;',
    replace: 'return true;',
  },
  {
    name: 'plain-put',
    about: 'the result is put over whatever is there',
    file: 'lambda/usecases/process/store-result.ts',
    find: 'let condition = firstCondition(record);',
    replace:
      'const found = await results.head(key);\n  let condition: PutCondition = found ? { ifMatch: found.eTag } : firstCondition(record);',
  },
  {
    name: 'adopt-any-object',
    about: 'after a 412 whatever object is there is taken for one’s own',
    file: 'lambda/usecases/process/store-result.ts',
    find: 'if (head && !isReplaceable(head, record)) {',
    replace: 'if (head) {',
  },
  {
    name: 'replace-later-generation',
    about: 'after a 412 a stale holder replaces the object of a later generation',
    file: 'lambda/usecases/process/store-result.ts',
    find: 'if (head.generation > record.generation) {',
    replace: 'if (head.generation > record.generation) {\n    return true;',
  },
  {
    name: 'retry-without-send',
    about: 'a retry is recorded, and its message not sent',
    file: 'lambda/usecases/process/handle-failure.ts',
    find: 'if (waiting) {',
    replace: 'if (waiting?.pk === undefined) {',
  },
  {
    name: 'send-twice',
    about: 'a retry sends its message twice',
    file: 'lambda/usecases/process/handle-failure.ts',
    find: '    await sendWhenDue(waiting, deps);',
    replace: '    await sendWhenDue(waiting, deps);\n    await sendWhenDue(waiting, deps);',
  },
  {
    name: 'crash-acknowledged',
    about: 'a message our own code broke on is acknowledged',
    file: 'lambda/usecases/process/handle-failure.ts',
    find: '  await settleCrash(error, leased, deps);\n  throw error;',
    replace: '  await settleCrash(error, leased, deps);',
  },
  {
    name: 'token-never-refreshed',
    about: 'a refused token is not read anew',
    file: 'lambda/usecases/process/fetch-result.ts',
    find: 'const fresh = await readToken(source, tokens, true);',
    replace: 'const fresh = await readToken(source, tokens, false);',
  },
  {
    name: 'gate-never-closes',
    about: 'a 429 does not close the gate of its process',
    file: 'lambda/usecases/process/provider-gate.ts',
    find: 'const until = now + Math.min(asked, MAX_RETRY_AFTER_MS);',
    replace: 'const until = Math.min(asked, 0);',
  },
  {
    name: 'sweeper-sends-first',
    about: 'the sweeper sends its message before it updates the record',
    file: 'lambda/usecases/sweep/sweep.ts',
    find: '    const outcome = await store.update(write);\n    if (!outcome.applied) {\n      return;\n    }\n    const { record } = outcome;\n    measureAge(record, this.deps);\n    try {\n      await queue.send(record.provider, record.pk, 0);\n',
    replace:
      "    const seen = await store.get(write.pk);\n    await queue.send(seen?.provider ?? '', write.pk, 0);\n    const outcome = await store.update(write);\n    if (!outcome.applied) {\n      return;\n    }\n    const { record } = outcome;\n    measureAge(record, this.deps);\n    try {\n",
  },
  {
    name: 'sweeper-never-moves',
    about: 'the sweeper sends its message and leaves the deadline as it is',
    file: 'lambda/usecases/sweep/sweep.ts',
    find: 'await this.updateAndSend(record, postponeSweep(record, now, true, transitionContext(this.deps)));',
    replace: 'await this.deps.queue.send(record.provider, record.pk, 0);',
  },
  {
    name: 'sweeper-never-tires',
    about: 'the sweeper waits no longer after each message it sent',
    file: 'lambda/domain/lifecycle/waiting.ts',
    find: 'Math.min(sweepCount ?? 0, 20)',
    replace: 'Math.min(sweepCount ?? 0, 0)',
  },
  {
    name: 'sweeper-ignores-leases',
    about: 'the sweeper takes every lease for a living one',
    file: 'lambda/usecases/sweep/sweep.ts',
    find: 'if (leaseUntil >= now) {',
    replace: 'if (leaseUntil > 0) {',
  },
  {
    name: 'sweeper-frees-living-leases',
    about: 'the sweeper takes every lease for an expired one',
    file: 'lambda/usecases/sweep/sweep.ts',
    find: 'if (leaseUntil >= now) {',
    replace: 'if (leaseUntil < 0) {',
  },
  {
    name: 'redrive-any-state',
    about: 'a redrive does not ask whether the event is FAILED',
    file: 'lambda/usecases/recover/redrive.ts',
    find: "if (record.status !== 'FAILED') {",
    replace: "if (record.status === 'RECEIVED') {",
  },
  {
    name: 'replay-a-lease',
    about:
      'a replay asks the lifecycle table whether the transition is allowed, so it also takes one that is being processed',
    file: 'lambda/usecases/recover/replay.ts',
    find: 'if (!isFinal(record.status)) {',
    replace: "if (!isFinal(record.status) && record.status !== 'PROCESSING') {",
  },
  {
    name: 'supersede-before-claim',
    about: 'the replay of a quarantined body closes it before the real event is claimed',
    file: 'lambda/usecases/recover/replay.ts',
    find: '  const claimed = await new EventClaimer(deps).claimEvent(event, {',
    replace:
      '  await deps.store.update(supersede(record, { pk: source.id + "#" + event.eventId, reason }, transitionContext(deps)));\n  const claimed = await new EventClaimer(deps).claimEvent(event, {',
  },
  {
    name: 'poison-together',
    about: 'an event that some process may have died of is leased beside others',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: "  return { ...write, expect: [...write.expect, { attribute: 'crashes', absentOrAtMost: 0 }] };",
    replace: '  return write;',
  },
  {
    name: 'second-record',
    about: 'a duplicate is kept under a key of its own',
    file: 'lambda/usecases/receive/claim-event.ts',
    find: '      return { isNew: outcome.applied, record: standing };',
    replace:
      "      if (!outcome.applied) {\n        await store.create({ ...record, pk: record.pk.concat('~2') }, options);\n      }\n      return { isNew: outcome.applied, record: standing };",
  },
  {
    name: 'ends-archived',
    about: 'an event that cannot be had ends ARCHIVED instead of in its own final state',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: 'const write = finish(seen, status, context);',
    replace: "const write = finish(seen, 'ARCHIVED', context);",
  },
  {
    name: 'outage-left-to-queue',
    about:
      'a message that AWS’s outage kept from being worked on is left to the queue, which counts it as a crash',
    file: 'lambda/usecases/process/process-batch.ts',
    find: 'if (!(error instanceof ProviderError)) {',
    replace: 'if (error) {',
  },
];
