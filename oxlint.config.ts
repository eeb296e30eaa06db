import type { OxlintConfig } from 'oxlint';

/**
 * The house as rules. Arrows point down, floor by floor, and never sideways:
 *
 *   main, server, migrate
 *     └ transport
 *         └ app-router
 *             └ account project visitor conversation attachment inbox call presence audit privacy   (features)
 *                 └ access
 *                     └ event-log
 *                         └ db
 *                             └ contract      ◄ client ◄ widget-sdk, operator-app
 */
const FEATURES = [
  'account',
  'project',
  'visitor',
  'conversation',
  'attachment',
  'inbox',
  'call',
  'presence',
  'audit',
  'privacy',
];
const FLOORS = [['transport'], FEATURES, ['access'], ['event-log'], ['db'], ['contract']];
const ROOF = ['**/main.ts', '**/server.ts', '**/migrate.ts'];

/** What a feature shows to its neighbours: its rules, its reads and the shape of its rows. Commands and routers are its insides. */
const SHOWN = ['!**/*.policy.ts', '!**/*.queries.ts', '!**/*.table.ts'];
/** A table file holds types only; the database's type on the floor below is made of them. */
const TABLES = ['!**/*.table.ts'];

type Override = NonNullable<OxlintConfig['overrides']>[number];

interface Restriction {
  group: string[];
  message: string;
}

const inFolders = (names: readonly string[]): string[] => names.map((name) => `**/${name}/**`);

const OTHER_PACKAGES: Restriction = {
  group: ['@parley/**'],
  message: 'The server imports no other package of ours.',
};

/** The restrictions of one folder of the server. */
function serverFolder(folder: string, floor: number): Restriction[] {
  const above = FLOORS.slice(0, floor).flat();
  const beside = (FLOORS[floor] ?? []).filter((name) => name !== folder);
  const restrictions: Restriction[] = [
    OTHER_PACKAGES,
    {
      group: folder === 'transport' ? ROOF : [...ROOF, '**/app-router.ts'],
      message: 'Arrows point down: this is above.',
    },
  ];
  if (above.length > 0) {
    restrictions.push({
      group: [...inFolders(above), ...TABLES],
      message: `Arrows point down: ${folder} is below that folder.`,
    });
  }
  if (beside.length > 0) {
    restrictions.push({
      group: [...inFolders(beside), ...SHOWN],
      message: 'The insides of another feature: only its policy, queries and table files are shown to neighbours.',
    });
  }
  return restrictions;
}

const serverOverrides = FLOORS.flatMap((folders, floor) =>
  folders
    .filter((folder) => folder !== 'contract')
    .map((folder): Override => ({
      files: [`packages/api/src/${folder}/**`],
      rules: { 'no-restricted-imports': ['error', { patterns: serverFolder(folder, floor) }] },
    })),
);

/** Packages that run elsewhere know the server by its contract, and its router by type alone. */
const CONTRACT_ONLY: Restriction = {
  group: ['@parley/api/**', '!@parley/api/contract/**', '**/api/src/**'],
  message: 'Of the server, only @parley/api/contract/* may be imported.',
};
const ROUTER_AS_TYPE = {
  name: '@parley/api',
  allowTypeImports: true,
  message: 'The router is a type: use `import type`.',
};
const NO_TRPC: Restriction = {
  group: ['@trpc/**'],
  message: 'Only packages/client/src/connection/transport*.ts talks tRPC.',
};
const NO_APPS: Restriction = {
  group: ['@parley/widget-sdk', '@parley/widget-sdk/**', '@parley/operator-app', '@parley/operator-app/**'],
  message: 'Arrows point down: nothing imports an app.',
};

/** A plain Node and Electron run the shells: with nothing of the app but what both sides say to each other. */
const LONE_SHELLS: Restriction = {
  group: [
    '@parley/**',
    '**/src/**',
    '!**/src/desktop/deep-link.ts',
    '!**/src/desktop/desktop-host.ts',
    '!**/src/desktop/shell/shell-contract.ts',
  ],
  message: 'Of the app, shells know the contract of the desktop host and the links.',
};
const NO_ELECTRON: Restriction = {
  group: ['electron', 'electron-updater'],
  message: 'Only main.ts and preload.ts touch Electron: everything else is tested without it.',
};
const NO_SHELLS: Restriction = {
  group: ['**/shells/**'],
  message: 'The app speaks to its shell through the desktop host.',
};

const outside = (files: string[], patterns: Restriction[]): Override => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { paths: [ROUTER_AS_TYPE], patterns: [CONTRACT_ONLY, NO_APPS, ...patterns] }],
  },
});

/** Ways from text to markup or code. A page of ours refuses them when it runs; here they are refused before. */
const FROM_TEXT_TO_MARKUP = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'parseHTMLUnsafe',
  'parseFromString',
  'createContextualFragment',
  'srcdoc',
  'dangerouslySetInnerHTML',
].map((property) => ({ property, message: 'Text becomes text nodes, never markup (CS1).' }));
const WRITES = ['write', 'writeln', 'execCommand'].map((property) => ({
  object: 'document',
  property,
  message: 'Text becomes text nodes, never markup (CS1).',
}));

/** What the desktop host is for. */
const HOST_ONLY = [
  ['document', 'title'],
  ['navigator', 'setAppBadge'],
  ['navigator', 'clearAppBadge'],
  ['navigator', 'serviceWorker'],
].map(([object = '', property = '']) => ({ object, property, message: 'Ask the desktop host (useHost).' }));

const PLUGINS: NonNullable<OxlintConfig['plugins']> = ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise'];

export default {
  plugins: PLUGINS,
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  env: { builtin: true, es2026: true },
  ignorePatterns: ['**/dist/**', '**/node_modules/**', '**/data/**'],
  rules: {
    'max-lines': ['error', { max: 400 }],
    'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-var': 'error',
    'prefer-const': 'error',
    'no-console': 'error',
    'no-eval': 'error',
    'no-new-func': 'error',
    'typescript/no-implied-eval': 'error',

    // tRPC's name for what routers and procedures are made of.
    'no-underscore-dangle': ['error', { allow: ['_def'] }],

    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],

    'typescript/no-unsafe-type-assertion': 'error',
    'typescript/no-misused-spread': ['error', { allow: ['string'] }],

    'import/no-cycle': ['error', { ignoreTypes: true }],
    'import/no-default-export': 'error',
    'oxc/no-barrel-file': ['error', { threshold: 0 }],

    // TypeScript's noImplicitReturns says the same, and knows `void`.
    'typescript/consistent-return': 'off',
    // Style sheets, and drivers such as `pg` that are one CommonJS object.
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default-member': 'off',
    'typescript/no-unsafe-enum-comparison': 'off',
    // Written for windows; ours are workers, peer connections and notifications.
    'unicorn/require-post-message-target-origin': 'off',
    'unicorn/prefer-add-event-listener': 'off',
    'unicorn/consistent-function-scoping': 'off',
    // A copy is how a set may change while it is walked.
    'unicorn/no-useless-spread': 'off',
    'promise/always-return': 'off',
  },
  overrides: [
    {
      files: ['packages/api/src/contract/**'],
      rules: {
        'no-restricted-imports': [
          'error',
          { patterns: [OTHER_PACKAGES, { group: ['../**'], message: 'The contract imports nothing of ours.' }] },
        ],
      },
    },
    ...serverOverrides,
    {
      // What a call's context carries is composed of the features' parts: named here by type, made in server.ts.
      files: ['packages/api/src/access/services.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              OTHER_PACKAGES,
              { group: inFolders(FEATURES), allowTypeImports: true, message: 'Types of the features only.' },
            ],
          },
        ],
      },
    },
    {
      files: ['packages/**'],
      rules: { 'no-restricted-properties': ['error', ...FROM_TEXT_TO_MARKUP, ...WRITES], 'no-script-url': 'error' },
    },
    outside(['packages/client/src/**'], [NO_TRPC]),
    outside(['packages/client/src/connection/transport*.ts'], []),
    outside(['packages/widget-sdk/src/**'], [NO_TRPC]),
    outside(['packages/operator-app/src/**'], [NO_TRPC, NO_SHELLS]),
    outside(['packages/operator-app/shells/**'], [NO_TRPC, LONE_SHELLS, NO_ELECTRON]),
    outside(['packages/operator-app/shells/electron/{main,preload}.ts'], [NO_TRPC, LONE_SHELLS]),
    {
      // In a tab, an installed app, a window of its own or Electron: which one it is, its host alone knows.
      files: ['packages/operator-app/src/**'],
      rules: {
        'no-restricted-globals': ['error', 'Notification', 'documentPictureInPicture', 'IdleDetector', 'parleyShell'],
        'no-restricted-properties': ['error', ...FROM_TEXT_TO_MARKUP, ...WRITES, ...HOST_ONLY],
      },
    },
    {
      files: ['packages/operator-app/src/desktop/{web,shell}/**', 'packages/operator-app/src/desktop/open-host.ts'],
      rules: {
        'no-restricted-globals': 'off',
        'no-restricted-properties': ['error', ...FROM_TEXT_TO_MARKUP, ...WRITES],
      },
    },
    { files: ['**/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      files: ['packages/operator-app/**', 'packages/widget-sdk/**'],
      plugins: [...PLUGINS, 'react', 'jsx-a11y'],
      rules: {
        'react/rules-of-hooks': 'error',
        'react/exhaustive-deps': 'error',
        'react/react-in-jsx-scope': 'off',
        'react/no-danger': 'error',
        'react/jsx-no-script-url': 'error',
        'react/jsx-no-target-blank': 'error',
      },
    },
    {
      files: ['**/*.test.ts', '**/*.test.tsx'],
      plugins: [...PLUGINS, 'vitest'],
      rules: { 'max-lines-per-function': 'off' },
    },
    {
      // Kysely's drivers promise rows of a type that they cannot see.
      files: ['packages/api/src/db/embedded-dialect.ts'],
      rules: { 'typescript/no-unsafe-type-assertion': 'off' },
    },
    {
      files: [
        'scripts/**',
        'tests/checks/**',
        'tests/soak/**',
        'tests/hostile/fuzz/**',
        'bench/**',
        'packages/*/examples/**',
      ],
      rules: { 'no-console': 'off' },
    },
  ],
} satisfies OxlintConfig;
