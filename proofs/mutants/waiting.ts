import type { OwnTestMutant } from './own-test';

const RETRY_TEST = 'test/lambda/usecases/recover/retry-event.test.ts';
const REMOVED_TEST = 'test/lambda/usecases/process/process-event.removed-source.test.ts';
const MOVES = 'lambda/domain/lifecycle/transitions.ts';
const RETRY = 'lambda/usecases/recover/retry-event.ts';
const SWEEP = 'lambda/usecases/sweep/sweep-events.ts';

/** Open events that a person wants tried now, or whose source was removed. */
export const WAITING: readonly OwnTestMutant[] = [
  {
    name: 'retry-ignores-retry-after',
    about: '`retry` also skips the provider’s `Retry-After`',
    file: MOVES,
    find: '  return retryAfter !== undefined && retryAfter > context.now\n',
    replace: '  return retryAfter !== undefined && retryAfter > Number.POSITIVE_INFINITY\n',
    test: RETRY_TEST,
    title: 'is not tried before that, and is tried then although our own back-off is longer',
  },
  {
    name: 'retry-after-not-kept',
    about: 'a `Retry-After` is stored as back-off, not as `retryAfter`',
    file: 'lambda/domain/lifecycle/retry-policy.ts',
    find: '...(earliest > now && { retryAfter: earliest }) };',
    replace: '};',
    test: RETRY_TEST,
    title: 'is not tried before that, and is tried then although our own back-off is longer',
  },
  {
    name: 'retry-after-never-forgotten',
    about: 'a retry for another reason keeps an earlier `retryAfter`',
    file: MOVES,
    find: "...(plan.retryAfter === undefined ? (['retryAfter'] as const) : [])",
    replace: '',
    test: RETRY_TEST,
    title: 'no longer waits for it after another error',
  },
  {
    name: 'retry-sends-nothing',
    about: '`retry` makes the event due but sends no message',
    file: RETRY,
    find: '        await sendWhenDue(written.record, this.deps);\n',
    replace: '',
    test: RETRY_TEST,
    title: 'is tried at once: due now, with a message of its own',
  },
  {
    name: 'retry-sends-each-time',
    about: '`retry` sends a message each time you run it',
    file: RETRY,
    find: 'now < due + policy.graceSeconds * 1000',
    replace: 'now < due',
    test: RETRY_TEST,
    title: 'gets one message per grace, however often a person asks',
  },
  {
    name: 'retry-asks-no-state',
    about: '`retry` writes unconditionally',
    file: MOVES,
    find: ": ifUnchanged(seen, context, readyNow(context), ['notBefore', 'retryAfter']);",
    replace:
      ": { ...ifUnchanged(seen, context, readyNow(context), ['notBefore', 'retryAfter']), expect: [] };",
    test: RETRY_TEST,
    title: 'is left alone by a write that lost against a processor',
  },
  {
    name: 'removed-source-never-ends',
    about: 'the sweeper sends messages for a removed source, whose queue may not exist',
    file: SWEEP,
    find: 'const isMissingSource = !configured?.includes(record.source);',
    replace: 'const isMissingSource = !configured?.includes(record.source) && now < 0;',
    test: REMOVED_TEST,
    title: 'waits until its window ends, then is FAILED as source_removed',
  },
  {
    name: 'removed-source-looked-at-each-grace',
    about: 'the sweeper does not back off for the events of a removed source',
    file: 'lambda/domain/lifecycle/policy.ts',
    find: 'Math.max(grace, idle)',
    replace: 'grace',
    test: REMOVED_TEST,
    title: 'writes lines by events and not by sweeps, and looks less often each time',
  },
  {
    name: 'removed-source-worked-on',
    about: 'a processor leases an event of an unknown source',
    file: 'lambda/usecases/process/process-event.ts',
    find: "if (source !== '' && !sources.has(source)) {",
    replace: "if (source === '~') {",
    test: REMOVED_TEST,
    title: 'is dropped, and leaves the record as it is',
  },
];
