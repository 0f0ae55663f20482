import { startEngines } from '../../../../local/aws/engines/start-engines';

/** A process that starts engines and then only lives, to be killed by a test: `engines-host.ts <engine> <data dir>`. */
async function main(): Promise<void> {
  const [, , dynamodb, dataDir] = process.argv;
  const engines = await startEngines({
    dynamodb: dynamodb === 'dynalite' ? 'dynalite' : 'dynoxide',
    dataDir,
  });
  console.log(JSON.stringify({ dynamodb: engines.dynamodb, fauxqs: engines.fauxqs }));
  setInterval(() => undefined, 1_000);
}

void main();
