import { sourceFiles } from '../source-files';

interface Wall {
  readonly folder: string;
  /** A file of the folder that has a wall of its own. */
  readonly except?: string;
  /** What a file of this folder may import; anything else is refused. */
  readonly mayImport: readonly RegExp[];
  readonly why: string;
}

const BUILT_IN = /^node:(?!https?$|http2$|net$|tls$|fs|child_process$|worker_threads$)/;

const PACKAGE = /^(@[a-z-]+\/)?[a-z][\w.-]*(?<!\.json)$/;
const AWS_SDK = /^@aws-sdk\//;
/** Of cli/terminal what prints nothing. */
const CLI_TEXTS = /^cli\/terminal\/(errors|format)$/;
const CONFIGURATION = /^extraction-inbox\.config$/;
/** The one file of cli that starts the local run, on demand. */
const STARTS_LOCAL_RUN = 'cli/local-programs.ts';

/** The house plan: who may import whom. biome.json says the same while one types; this test leaves no gap between patterns. */
const WALLS: readonly Wall[] = [
  {
    folder: 'lambda/domain',
    mayImport: [/^lambda\/domain\//, /^node:(crypto|buffer)$/, /^zod\/mini$/],
    why: 'The domain is pure and innermost: time, ids and I/O come in as arguments, so the fault explorer can run it.',
  },
  {
    folder: 'lambda/contracts',
    mayImport: [/^lambda\/(contracts|domain)\//, /^zod\/mini$/],
    why: 'A contract is read by lib, lambda, cli and local alike: names, schemas and nothing that runs.',
  },
  {
    folder: 'lambda/usecases',
    mayImport: [/^lambda\/(usecases|domain)\//, BUILT_IN],
    why: 'Use cases run over ports, so that Lambda, command line and fault explorer each bring their own adapters.',
  },
  {
    folder: 'lambda/adapters',
    mayImport: [
      /^lambda\/(adapters|contracts|domain)\//,
      /^lambda\/usecases\/ports$/,
      /^@aws-sdk\//,
      /^@smithy\//,
      /^@aws-lambda-powertools\//,
      /^aws-lambda$/,
      /^node:/,
      /^zod\/mini$/,
    ],
    why: 'An adapter carries out a port with a technology; it knows no decision, no provider and no handler.',
  },
  {
    folder: 'lambda/providers',
    mayImport: [/^lambda\/(providers|domain)\//, BUILT_IN, /^zod\/mini$/],
    why: 'A provider is a plug-in of pure functions; its only I/O is the HttpClient it is handed.',
  },
  {
    folder: 'lambda/handlers',
    mayImport: [/^lambda\//, /^aws-lambda$/, /^node:/, /^zod\/mini$/],
    why: 'A handler wires functions of lambda/; infrastructure and doors would end up in its bundle.',
  },
  {
    folder: 'lib',
    mayImport: [
      /^lib\//,
      /^lambda\/domain\//,
      /^lambda\/contracts\//,
      /^lambda\/providers\/(webhook-)?registry$/,
      /^aws-cdk-lib(\/|$)/,
      /^constructs$/,
      // Synth bundles the functions.
      /^esbuild$/,
      /^zod(\/mini)?$/,
      /^node:/,
      // Its `repository` is where the runbook is hosted.
      /^package\.json$/,
    ],
    why: 'Infrastructure and functions share lambda/contracts, the domain’s limits and the registry.',
  },
  {
    folder: 'bin',
    mayImport: [/^lib\//, /^aws-cdk-lib(\/|$)/, /^cdk-nag$/],
    why: 'The app only composes what lib defines, and has it checked.',
  },
  {
    folder: 'local/aws',
    mayImport: [/^local\/aws\//, /^lambda\/contracts\//, PACKAGE, /^node:/],
    why: 'The emulator runs any synthesized template: of the rest it reads lambda/contracts alone.',
  },
  {
    folder: 'local',
    mayImport: [
      /^(local|lambda)\//,
      /^cli\/(terminal|connection)\//,
      /^lib\/(config\/|functions\/inbox-function$)/,
      CONFIGURATION,
      PACKAGE,
      /^node:/,
    ],
    why: 'The local run is driven by proofs and tests, and knows none of them; it runs what the template says, and no construct.',
  },
  {
    folder: 'cli',
    except: STARTS_LOCAL_RUN,
    mayImport: [/^(cli|lambda)\//, /^lib\/closest-name$/, /^package\.json$/, PACKAGE, /^node:/],
    why: 'The command line works on a stack or a local run that it finds, and starts none.',
  },
  {
    folder: STARTS_LOCAL_RUN,
    mayImport: [/^cli\/terminal\//, /^local\/(start|send\/send-program|demo\/demo-program)$/],
    why: 'It hands a command line to the programs of the local run, and knows nothing else of them.',
  },
  {
    folder: 'cli/operations',
    mayImport: [/^cli\/(operations|connection)\//, CLI_TEXTS, /^lambda\//, AWS_SDK, /^zod$/, /^node:/],
    why: 'An operation takes arguments and returns data, so that a page can call it too: commands print.',
  },
  {
    folder: 'cli/doctor',
    mayImport: [/^cli\/(doctor|operations|connection)\//, CLI_TEXTS, /^lambda\//, AWS_SDK, /^zod$/, /^node:/],
    why: 'A check returns what it found; the command `doctor` prints it.',
  },
  {
    folder: 'cli/terminal',
    mayImport: [/^cli\/terminal\//, /^lambda\/domain\//, /^lib\/closest-name$/, PACKAGE, /^node:/],
    why: 'The terminal serves every program of the repository, and knows no inbox.',
  },
];

describe('import directions', () => {
  it.each(WALLS)('$folder imports only what the house plan lets it', ({ folder, except, mayImport, why }) => {
    const files = sourceFiles(folder).filter(({ path }) => path !== except);
    const forbidden = files.flatMap(({ path, imports }) =>
      imports
        .filter((imported) => !mayImport.some((allowed) => allowed.test(imported)))
        .map((imported) => `${path} imports ${imported}. ${why}`),
    );
    expect(forbidden).toEqual([]);
  });

  it('reads zod in functions as zod/mini and whole, which the bundler can shake', () => {
    const files = sourceFiles('lambda').filter(({ imports }) => imports.includes('zod'));
    expect(files.map(({ path }) => path)).toEqual([]);
  });

  it('keeps one provider from another', () => {
    const crossing = sourceFiles('lambda/providers').flatMap(({ path, imports }) => {
      const [, , own] = path.split('/');
      return imports
        .map((imported) => /^lambda\/providers\/([a-z-]+)\//.exec(imported)?.[1])
        .filter(
          (other) =>
            !/^lambda\/providers\/[a-z-]*registry\.ts$/.test(path) &&
            other &&
            other !== own &&
            other !== 'shared',
        )
        .map((other) => `${path} imports of ${other}: a provider is removed by removing its folder.`);
    });
    expect(crossing).toEqual([]);
  });

  it('lets nothing but tests depend on a proof', () => {
    const users = sourceFiles('bin', 'lib', 'lambda', 'cli', 'local', 'examples', 'scripts').flatMap(
      ({ path, imports }) =>
        imports
          .filter((imported) => /^proofs\//.test(imported))
          .map((imported) => `${path} imports ${imported}`),
    );
    expect(users).toEqual([]);
  });

  it('never lets production code depend on a test, a proof or the command line', () => {
    const doors = sourceFiles('bin', 'lib', 'lambda').flatMap(({ path, imports }) =>
      imports
        .filter((imported) => /^(test|local|cli|proofs)\//.test(imported))
        .map((imported) => [path, imported]),
    );
    expect(doors).toEqual([]);
  });
});
