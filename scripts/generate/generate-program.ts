import { Program } from '../../cli/terminal/run-program';

const SBOM_FILE = 'sbom.cdx.json';

/** `npm run generate -- <name>`: what maintainers generate. The code of each is loaded when it runs. */
export function createGenerateProgram(): Program {
  const program = new Program('npm run generate --');
  program.description('Writes the files that are generated from the code.');
  subcommand(
    'construct-docs',
    'Writes docs/construct.md and etc/extraction-inbox.api.md from the public types of the construct.',
  ).runs(async () => (await import('./construct-docs/write-construct-docs')).writeConstructDocs());
  subcommand(
    'cli-docs',
    'Writes docs/operate/cli.md from real runs: a local stack, 500 mixed events, every command.',
  ).runs(async () => (await import('./cli-docs/write-cli-docs')).writeCliDocs());
  subcommand(
    'config-table',
    'Writes the table of keys in docs/reference/configuration.md from the schema.',
  ).runs(async () => (await import('./config-table/write-config-table')).writeConfigTable());
  subcommand(
    'licences',
    'Writes docs/review/licences.md: every package in the deployed bundles, with its licence.',
  )
    .addHelpText('after', '\nExit status: 0 every licence is accepted, 1 one is not, 2 wrong use.')
    .runs(async () => (await import('./licences/write-licences')).writeLicences());
  subcommand('contents', 'Writes the table of contents of each long page in docs.').runs(async () =>
    (await import('./contents/write-contents')).writeContents(),
  );
  subcommand('recording', 'Writes docs/images/demo.svg: a recording of the demo, from a real run.').runs(
    async () => (await import('./recording/write-recording')).writeRecording(),
  );
  subcommand('sbom', 'Writes what the app is made of (CycloneDX), without the tools of development.')
    .argument('[file]', 'where to write it', SBOM_FILE)
    .runs(async (_, [file = SBOM_FILE]) => (await import('./sbom/write-sbom')).writeSbom(file));
  return program;

  function subcommand(name: string, description: string): Program {
    const command = new Program(name);
    command.description(description);
    program.addCommand(command);
    return command;
  }
}
