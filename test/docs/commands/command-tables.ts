/**
 * Commands of the docs that the test of the commands does not run, and why: by their first line without its comment, or by the
 * words with which it begins.
 */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'npm start': 'starts a local run, as this test did before; test/journeys/local-run does',
  'npx cdk': 'deploys to AWS; npm run journey:ministack does',
  'npx extraction-inbox start': 'needs the packed package; the consumer test does',
  'npx extraction-inbox send invoices success': 'sends to the app of a consumer; the consumer test does',
  'npx inbox --run 4000': 'reads a second run; test/journeys/local-run does',
  'npm run send -- limai success --run 4000': 'sends to a second run; test/journeys/local-run does',
  'npx extraction-inbox --stack <name> --inbox <id>': 'names no command',
  'npx inbox setup': 'asks a person; test/journeys/cli/setup answers',
  'npx inbox …': 'names no command',
  'npx inbox --region …': 'names no region',
  "inbox events show 'limai!same-id!…'": 'names no whole key',
  'read -rs': 'reads from the keyboard what VARIABLES holds',
  sleep: 'waits; a local run needs no wait here',
};

/**
 * AWS operations that the local run does not have, or that would delete what later commands need. Here the AWS CLI parses their
 * lines and builds the requests from its models of AWS; nothing answers them. `ministack`: the journey on MiniStack runs them.
 * docs/review/verification.md lists both kinds.
 */
export const NOT_LOCAL: Readonly<Record<string, 'ministack' | 'parsed'>> = {
  'apigatewayv2 delete-route-settings': 'parsed',
  'cloudformation delete-stack': 'parsed',
  'cloudformation describe-stack-events': 'parsed',
  'cloudformation list-stack-resources': 'parsed',
  'cloudformation update-termination-protection': 'ministack',
  'cloudwatch describe-alarms': 'ministack',
  'cloudwatch set-alarm-state': 'parsed',
  'dynamodb delete-table': 'parsed',
  'dynamodb list-backups': 'ministack',
  'dynamodb restore-table-from-backup': 'parsed',
  'dynamodb restore-table-to-point-in-time': 'ministack',
  'dynamodb update-continuous-backups': 'ministack',
  'dynamodb update-table': 'ministack',
  'dynamodb update-time-to-live': 'ministack',
  'dynamodb wait': 'ministack',
  'events describe-rule': 'ministack',
  'events enable-rule': 'ministack',
  'kms cancel-key-deletion': 'parsed',
  'kms enable-key': 'parsed',
  'kms schedule-key-deletion': 'parsed',
  'lambda get-account-settings': 'ministack',
  'lambda invoke': 'ministack',
  'lambda list-event-source-mappings': 'ministack',
  'logs delete-log-group': 'parsed',
  's3 rm': 'parsed',
  's3 sync': 'parsed',
  's3api delete-bucket': 'parsed',
  's3api delete-object': 'parsed',
  's3api delete-objects': 'parsed',
  's3api list-object-versions': 'ministack',
  'secretsmanager delete-secret': 'parsed',
  'secretsmanager restore-secret': 'parsed',
  'sqs purge-queue': 'parsed',
};

/** Words of the docs in the place of a value, and the value that the test takes. */
export const PLACEHOLDERS: readonly (readonly [string, string])[] = [
  ['reconcile <source>', 'reconcile extend'],
  ['<eventId>', 'evt_refused_060'],
  ['<source>', 'limai'],
  ["'…'", "'a reason'"],
];

/** Shell variables that the docs tell their reader to set. The test sets them, besides what `inbox env` prints. */
export const VARIABLES: Readonly<Record<string, string>> = {
  ALARM: 'an-alarm',
  API_ID: 'an-api',
  BACKUP: 'arn:aws:dynamodb:us-east-1:123456789012:table/a-table/backup/01489602797149-73d8d5bc',
  KEY: 'raw/limai/limai/key',
  MARKER: 'a-version',
  NEW: 'new-bucket',
  NEW_KEY: 'a_new_signing_key_of_enough_characters',
  OLD: 'old-bucket',
  OLD_KEY: 'an_old_signing_key_of_enough_characters',
  RECONCILER: 'a-function',
  RULE: 'a-rule',
  SECRET: 'a-secret',
  STACK: 'ExtractionInbox',
};

const FAILS_AGAIN = [1, 'an event that another page left FAILED may fail again'] as const;
const NOTHING_UNDERSTOOD = [1, 'no body became readable since it was quarantined'] as const;
/** Commands that may end with another exit code than 0 too, in a run with failed events, and why. */
export const EXIT_CODES: Readonly<Record<string, readonly [code: number, why: string]>> = {
  'aws cloudformation list-stack-resources --stack-name ExtractionInbox --output text': [
    1,
    'grep finds nothing in what is only parsed',
  ],
  "npx inbox replay --status failed --since 7d --reason 'token renewed' --yes --wait": FAILS_AGAIN,
  "npx inbox replay --status QUARANTINED --reason 'new shape understood' --dry-run": NOTHING_UNDERSTOOD,
  "npx inbox replay --status QUARANTINED --reason 'new shape understood' --yes": NOTHING_UNDERSTOOD,
};

/** How the tables above name a command. */
export function commandKey(text: string): string {
  const [first = ''] = text.split('\n');
  return first.replace(/\s+(?:# .*|\\)$/, '');
}

export function isRun(text: string): boolean {
  const key = commandKey(text);
  return !Object.keys(NOT_RUN).some((start) => key === start || key.startsWith(`${start} `));
}
