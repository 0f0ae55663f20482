/** Commands of the docs, by their first line without its comment, that the test of the commands does not run, and why. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm run demo': 'installs packages; test/local/demo runs the demo',
  'npm ci': 'installs packages',
  'npm test': 'runs this test',
  'npm start': 'starts a local run, as this test did before',
  'npm start -- --port 4000 --data-dir .local/data': 'starts a second run; test/journeys/local-run does',
  'npx inbox --run 4000 events list': 'reads a second run; test/journeys/local-run does',
  'npm run send -- limai success --run 4000': 'sends to a second run; test/journeys/local-run does',
  'npx cdk deploy': 'deploys to AWS; npm run journey:ministack does',
  'npx extraction-inbox start --app "npx tsx app.ts"': 'needs the packed package; the consumer test does',
  'npx extraction-inbox send invoices success': 'sends to the app of a consumer; the consumer test does',
  'npx cdk deploy -c config=invoices.config.ts': 'deploys to AWS; npm run journey:ministack does',
  'npx inbox …': 'names no command',
  'npx inbox --region … doctor': 'names no region',
  "inbox events show 'limai!same-id!…'": 'names no whole key',
  'read -rs OLD_KEY': 'reads from the keyboard what VARIABLES holds',
  'read -rs NEW_KEY': 'reads from the keyboard what VARIABLES holds',
  'sleep 300': 'waits; a local run needs no wait here',
};

/**
 * AWS operations that the local run does not have, or that would delete what later commands need. The AWS CLI parses these
 * lines and builds their requests from its models of AWS; where they go, nothing answers. docs/review/verification.md lists them.
 */
export const PARSED_ONLY: readonly string[] = [
  'apigatewayv2 delete-route-settings',
  'cloudformation delete-stack',
  'cloudformation describe-stack-resources',
  'cloudformation describe-stacks',
  'cloudformation update-termination-protection',
  'cloudwatch describe-alarms',
  'cloudwatch set-alarm-state',
  'dynamodb delete-table',
  'dynamodb list-backups',
  'dynamodb restore-table-from-backup',
  'dynamodb restore-table-to-point-in-time',
  'dynamodb update-continuous-backups',
  'dynamodb update-table',
  'dynamodb update-time-to-live',
  'dynamodb wait',
  'events describe-rule',
  'events enable-rule',
  'kms cancel-key-deletion',
  'kms enable-key',
  'kms schedule-key-deletion',
  'lambda get-account-settings',
  'lambda invoke',
  'lambda list-event-source-mappings',
  'logs filter-log-events',
  's3 rm',
  's3 sync',
  's3api delete-bucket',
  's3api delete-object',
  's3api list-object-versions',
  'secretsmanager delete-secret',
  'secretsmanager restore-secret',
  'sqs purge-queue',
];

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
  BACKUP: 'arn:aws:dynamodb:us-east-1:123456789012:table/a-table/backup/01489602797149-73d8d5bc',
  KEY: 'raw/limai/limai/key',
  LOG_GROUP: '/aws/lambda/a-function',
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

const NOTHING_UNDERSTOOD = [1, 'no body became readable since it was quarantined'] as const;
/** Commands that end with another exit code than 0, in a run with failed events, and why. */
export const EXIT_CODES: Readonly<Record<string, readonly [code: number, why: string]>> = {
  'aws cloudformation describe-stack-resources --stack-name ExtractionInbox --output text': [
    1,
    'grep finds nothing in what is only parsed',
  ],
  "npx inbox replay --status QUARANTINED --reason 'new shape understood' --dry-run": NOTHING_UNDERSTOOD,
  "npx inbox replay --status QUARANTINED --reason 'new shape understood' --yes": NOTHING_UNDERSTOOD,
};

/** How the tables above name a command. */
export function commandKey(text: string): string {
  const [first = ''] = text.split('\n');
  return first.replace(/\s+(?:# .*|\\)$/, '');
}
