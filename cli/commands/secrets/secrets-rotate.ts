import { parseSigningKeys } from '../../../lambda/adapters/secrets/secret-values';
import { findSource } from '../../operations/events/find-event';
import { readVersion } from '../../operations/secret-versions';
import { CommandError, EXIT, UsageError } from '../../terminal/errors';
import { counted, duration } from '../../terminal/format';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../../terminal/input';
import type { Context, InboxCommand } from '../command';
import { readSecretValue, type SeenSecret, storeSecret, VALUE_OPTION, warnAboutKeys } from './secrets';

interface RotateOptions extends ConfirmOptions {
  readonly file?: string;
  readonly finish?: true;
  readonly force?: true;
}

interface Rotation extends SeenSecret {
  /** Newest first. */
  readonly keys: readonly string[];
}

/** `secrets rotate`: a signing key in two steps, between which both keys are accepted. */
export const rotateSecret: InboxCommand<RotateOptions> = {
  options: (command) =>
    command
      .addOption(VALUE_OPTION)
      .option('--finish', 'drop the old keys, once the provider signs with the new one')
      .option('--force', 'finish before every function has the new key, or add to an unfinished rotation')
      .option('--yes', 'do not ask for confirmation'),

  async run(options, context, [sourceId = '']) {
    if (options.finish && options.file !== undefined) {
      throw new UsageError('secrets rotate: got --finish and --file, expected one of them.');
    }
    if (options.finish) {
      assertCanConfirm(options, context);
    }
    const inbox = await context.connect();
    const source = findSource(sourceId, inbox);
    const seen = await readVersion(source.signingSecret, inbox.connection.clients.secrets);
    const parsed = parseSigningKeys(source.id, seen.text);
    if (!parsed.set) {
      throw new CommandError(
        `Source ${source.id} has no signing key yet, so there is none to rotate. Store the first one: \`inbox secrets set ${source.id} signing\`.`,
      );
    }
    const rotation = { inbox, source, kind: 'signing', seen, keys: parsed.value } as const;
    await (options.finish ? finishRotation : addKey)(rotation, options, context);
    return EXIT.done;
  },
};

async function addKey(rotation: Rotation, options: RotateOptions, context: Context): Promise<void> {
  const { source, keys, inbox } = rotation;
  const { output } = context;
  if (keys.length > 1 && !options.force) {
    throw new CommandError(
      `Source ${source.id} has ${keys.length} live keys: a rotation is not finished. Finish it with \`inbox secrets rotate ${source.id} --finish\`, or say --force to add another key.`,
    );
  }
  const value = await readSecretValue(`new signing key of ${source.id}`, options.file, context);
  const parsed = parseSigningKeys(source.id, value);
  const [key, ...more] = parsed.set ? parsed.value : [];
  if (key === undefined || more.length > 0) {
    throw new CommandError('Expected one new key, got none or several. Nothing was changed.');
  }
  if (keys.includes(key)) {
    throw new CommandError('This key is live already. Nothing was changed.');
  }
  warnAboutKeys([key], source, inbox, context);
  const knownFrom = await storeSecret(rotation, [key, ...keys], context);
  const { cacheSeconds, refreshFloorSeconds } = inbox.connection.secretsCache;
  output.line(`1. Done: source ${source.id} accepts the new key and ${keys.length} before it.`);
  output.line(
    `2. Wait ${duration(cacheSeconds * 1000)}, until ${knownFrom}: then every function has the new key.`,
  );
  output.line(
    '3. Change the key at the provider. (If the provider creates the key and uses it at once, functions ' +
      `read the secret again at the first delivery they cannot verify, at most once in ${duration(refreshFloorSeconds * 1000)}.)`,
  );
  output.line(
    `4. When deliveries arrive with the new key, drop the old one: \`inbox secrets rotate ${source.id} --finish\`.`,
  );
}

async function finishRotation(rotation: Rotation, options: RotateOptions, context: Context): Promise<void> {
  const { source, keys, seen, inbox } = rotation;
  const [newest, ...old] = keys;
  if (newest === undefined || old.length === 0) {
    throw new CommandError(
      `Source ${source.id} has one live key: no rotation is under way. Nothing was changed.`,
    );
  }
  const cacheMs = inbox.connection.secretsCache.cacheSeconds * 1000;
  const knownFrom = seen.storedAt + cacheMs;
  if (knownFrom > context.now() && !options.force) {
    throw new CommandError(
      `The new key is younger than the functions' cache (${duration(cacheMs)}): some may not have it before ${new Date(knownFrom).toISOString()}. Finish then, or say --force and lose the deliveries that they refuse.`,
    );
  }
  await confirm(
    `Does the provider sign with the new key? ${counted(old.length, 'older key')} will be refused.`,
    options,
    context,
  );
  await storeSecret(rotation, [newest], context);
  context.output.line(
    `Finished: source ${source.id} has one live key. Functions refuse older keys within ${duration(cacheMs)}.`,
  );
}
