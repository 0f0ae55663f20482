import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Extractor,
  ExtractorConfig,
  type ExtractorLogLevel,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { ApiPackage } from '@microsoft/api-extractor-model';

const ROOT = join(__dirname, '..', '..', '..');
const ENTRY = join('lib', 'index');
/** Problems that end the build; API Extractor's other advice is for packages with several release stages. */
const REFUSED = ['ae-forgotten-export', 'ae-unresolved-link', 'ae-unresolved-inheritdoc-reference'];

/** The public surface of the construct, as API Extractor sees it. */
export interface PublicApi {
  /** `index.d.ts`: all public types in one file. */
  readonly declarations: string;
  /** `etc/extraction-inbox.api.md`. */
  readonly report: string;
  readonly model: ApiPackage;
}

/** @throws Error when a public type uses one that lib/index.ts does not export */
export function extractApi(): PublicApi {
  const folder = mkdtempSync(join(tmpdir(), 'public-api-'));
  try {
    // From the declarations in this folder, packages are found where the checkout has them.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeDeclarations(folder);
    runApiExtractor(folder);
    return {
      declarations: readFileSync(join(folder, 'index.d.ts'), 'utf8'),
      report: readFileSync(join(folder, 'report', 'extraction-inbox.api.md'), 'utf8'),
      model: ApiPackage.loadFromJsonFile(join(folder, 'api.json')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One `.d.ts` file for each source, by TypeScript 7. */
function writeDeclarations(folder: string): void {
  const tsconfig = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: ROOT,
      outDir: folder,
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    },
    include: [],
    files: [join(ROOT, `${ENTRY}.ts`)],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** The CDK's own tag for what holds where a property is left out. */
const TSDOC = {
  $schema: 'https://developer.microsoft.com/json-schemas/tsdoc/v0/tsdoc.schema.json',
  extends: ['@microsoft/api-extractor/extends/tsdoc-base.json'],
  tagDefinitions: [{ tagName: '@default', syntaxKind: 'block' }],
  supportForTags: { '@default': true },
};

/** API Extractor has a TypeScript of its own, which reads declarations alone. */
function runApiExtractor(folder: string): void {
  mkdirSync(join(folder, 'report'));
  // API Extractor takes the name of the package from the nearest package.json.
  writeFileSync(join(folder, 'package.json'), readFileSync(join(ROOT, 'package.json')));
  writeFileSync(join(folder, 'tsdoc.json'), JSON.stringify(TSDOC));
  const configObject: IConfigFile = {
    projectFolder: folder,
    mainEntryPointFilePath: join(folder, `${ENTRY}.d.ts`),
    newlineKind: 'lf',
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          skipLibCheck: true,
          moduleResolution: 'node16',
          module: 'node16',
          lib: ['es2023'],
          types: ['node'],
        },
      },
    },
    apiReport: {
      enabled: true,
      reportFolder: join(folder, 'report'),
      reportTempFolder: join(folder, 'report'),
      reportFileName: 'extraction-inbox.api.md',
    },
    docModel: { enabled: true, apiJsonFilePath: join(folder, 'api.json') },
    dtsRollup: { enabled: true, untrimmedFilePath: join(folder, 'index.d.ts') },
    tsdocMetadata: { enabled: false },
    messages: {
      extractorMessageReporting: { default: { logLevel: 'none' as ExtractorLogLevel } },
    },
  };
  const refused: string[] = [];
  Extractor.invoke(
    ExtractorConfig.prepare({
      configObject,
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
    }),
    {
      localBuild: true,
      messageCallback: (message) => {
        if (REFUSED.includes(message.messageId)) {
          refused.push(message.formatMessageWithLocation(folder));
        }
        message.handled = true;
      },
    },
  );
  if (refused.length > 0) {
    throw new Error(`The public types of lib/index.ts: ${refused.join('\n')}`);
  }
}
