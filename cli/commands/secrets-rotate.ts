import type { Command } from 'commander';
import { parseSigningKeys } from '../../lambda/adapters/secrets/secret-values';
import type { Context } from '../connection/context';
import type { Inbox, SourceAddress } from '../connection/inbox';
import { sourceAddress } from '../operations/events/find-event';
import { currentVersion, replaceVersion, type SecretVersion } from '../operations/secret-versions';
import { CommandError, UsageError } from '../terminal/errors';
import { duration } from '../terminal/format';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../terminal/input';
import { readSecretValue, valueOption, warnAboutKeys } from './secrets';

interface RotateOptions extends ConfirmOptions {
  readonly file?: string;
  readonly finish?: true;
  readonly force?: true;
}

/** `secrets rotate`: a signing key in two steps, between which both keys are accepted. */
export function addSecretsRotate(secrets: Command, context: Context): void {
  secrets
    .command('rotate <source>')
    .description(
      'change a signing key without losing a delivery: add the new key, change it at the provider, then --finish',
    )
    .addOption(valueOption())
    .option('--finish', 'drop the old keys, once the provider signs with the new one')
    .option('--force', 'finish before every function knows the new key, or add to an unfinished rotation')
    .option('--yes', 'do not ask for confirmation')
    .action(async (source: string, options: RotateOptions) => {
      if (options.finish && options.file !== undefined) {
        throw new UsageError('secrets rotate: got --finish and --file, expected one of them.');
      }
      if (options.finish) {
        assertCanConfirm(options, context);
      }
      const rotation = await readRotation(source, context);
      await (options.finish ? finish(rotation, options, context) : begin(rotation, options, context));
    });
}

interface Rotation {
  readonly inbox: Inbox;
  readonly source: SourceAddress;
  readonly seen: SecretVersion;
  /** Newest first. */
  readonly keys: readonly string[];
}

async function readRotation(sourceId: string, context: Context): Promise<Rotation> {
  const inbox = await context.connect();
  const source = sourceAddress(sourceId, inbox);
  const seen = await currentVersion(source.signingSecret, inbox.connection.clients.secrets);
  const parsed = parseSigningKeys(source.id, seen.text);
  if (!parsed.set) {
    throw new CommandError(
      `Source ${source.id} has no signing key yet, so there is none to rotate. Put the first one in: \`inbox secrets set ${source.id} signing\`.`,
    );
  }
  return { inbox, source, seen, keys: parsed.value };
}

async function begin(rotation: Rotation, options: RotateOptions, context: Context): Promise<void> {
  const { source, keys } = rotation;
  if (keys.length > 1 && !options.force) {
    throw new CommandError(
      `Source ${source.id} has ${keys.length} live keys: a rotation is not finished. End it with \`inbox secrets rotate ${source.id} --finish\`, or say --force to add another key.`,
    );
  }
  const value = await readSecretValue(`new signing key of ${source.id}`, options.file, context);
  const key = newKey(value, rotation);
  warnAboutKeys([key], source, { inbox: rotation.inbox, context });
  const knownFrom = await write([key, ...keys], rotation, context);
  const { cacheSeconds, refreshFloorSeconds } = rotation.inbox.connection.secretsCache;
  const { output } = context;
  output.line(`1. Done: source ${source.id} accepts the new key and ${keys.length} before it.`);
  output.line(
    `2. Wait ${duration(cacheSeconds * 1000)}, until ${new Date(knownFrom).toISOString()}: then every function knows the new key.`,
  );
  output.line(
    '3. Change the key at the provider. (Where the provider makes the key and uses it at once, ' +
      `functions learn it from the first delivery they do not know, at most once in ${duration(refreshFloorSeconds * 1000)}.)`,
  );
  output.line(
    `4. When deliveries arrive with the new key: \`inbox secrets rotate ${source.id} --finish\` drops the old.`,
  );
}

async function finish(rotation: Rotation, options: RotateOptions, context: Context): Promise<void> {
  const { source, keys, seen, inbox } = rotation;
  const [newest, ...old] = keys;
  if (newest === undefined || old.length === 0) {
    throw new CommandError(
      `Source ${source.id} has one live key: no rotation is under way. Nothing was changed.`,
    );
  }
  const { cacheSeconds } = inbox.connection.secretsCache;
  const left = seen.putAt + cacheSeconds * 1000 - context.now();
  if (left > 0 && !options.force) {
    throw new CommandError(
      `The new key is younger than the functions' cache (${duration(cacheSeconds * 1000)}): some may not know it before ${new Date(context.now() + left).toISOString()}. Finish then, or say --force to lose what they refuse.`,
    );
  }
  await confirm(
    `Does the provider sign with the new key? The ${old.length} before it will be refused.`,
    options,
    context,
  );
  await write([newest], rotation, context);
  context.output.line(
    `Finished: source ${source.id} has one live key. The old is refused in ${duration(cacheSeconds * 1000)} at the latest.`,
  );
}

/** @throws CommandError that holds nothing of the value */
function newKey(value: string, { source, keys }: Rotation): string {
  const parsed = parseSigningKeys(source.id, value);
  const [key, ...more] = parsed.set ? parsed.value : [];
  if (key === undefined || more.length > 0) {
    throw new CommandError('Expected one new key, got none or several. Nothing was changed.');
  }
  if (keys.includes(key)) {
    throw new CommandError('This key is live already. Nothing was changed.');
  }
  return key;
}

/** Until when a function may not know the new list. */
async function write(
  keys: readonly string[],
  { inbox, source, seen }: Rotation,
  context: Context,
): Promise<number> {
  const { clients, secretsCache } = inbox.connection;
  context.finishUnheard();
  await replaceVersion(source.signingSecret, { seen, text: JSON.stringify(keys) }, clients.secrets);
  const knownFrom = context.now() + secretsCache.cacheSeconds * 1000;
  context.output.json({
    source: source.id,
    secret: 'signing',
    keys: keys.length,
    knownFrom: new Date(knownFrom).toISOString(),
  });
  return knownFrom;
}
