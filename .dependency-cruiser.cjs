/** The walls between the rooms (DESIGN "Who may know whom"); test/walls.test.ts runs it. */
const only = (name, from, allowed, comment) => ({ name, comment, severity: 'error', from: { path: from }, to: { pathNot: allowed } });
const never = (name, from, to, comment) => ({ name, comment, severity: 'error', from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('flows-know-xstate-only', '^flows/', ['^flows/', '^node_modules/xstate'], 'a flow is a pure machine'),
    only('conversation-is-pure', '^src/conversation/', ['^src/conversation/', '^flows/', '^src/helpdesk/', '^src/content/types', '^src/gateway/(inbound|records|change)\\.ts', '^src/store/port\\.ts', '^node_modules/(xstate|i18next|luxon|@types/luxon|libphonenumber-js)'], 'no clock, no files, no network, no SQL'),
    only('helpdesk-is-pure', '^src/helpdesk/', ['^src/helpdesk/', '^flows/(types|weighty|ticket-life)', '^src/content/types', '^src/conversation/(words|rendered)', '^src/gateway/(inbound|records|change)\\.ts', '^src/store/port\\.ts', '^node_modules/(luxon|@types/luxon|libphonenumber-js)'], 'no clock, no files, no network, no SQL'),
    never('only-store-knows-sql', '^(?!src/store/)', '^node_modules/(drizzle-orm|better-sqlite3)', 'SQL lives in store/'),
    never('channels-know-the-port', '^src/channels/', '^src/(store/(?!port)|start|main|cli)', 'a channel knows a vendor and the port'),
    never('only-its-channel-knows-baileys', '^(?!src/channels/baileys/)', '^node_modules/(@whiskeysockets/baileys|libsignal)', 'its types and faults stay in one folder'),
    { name: 'baileys-is-loaded-late', severity: 'error', comment: '200 ms and 65 MB: only with WHATSAPP=baileys', from: { pathNot: '^src/channels/baileys/' }, to: { path: '^src/channels/baileys/', dynamic: false, dependencyTypesNot: ['type-only'] } },
    never('store-knows-no-room', '^src/store/', '^src/(channels|conversation/(?!rendered)|content|cli|start|main)', 'the store writes facts, it decides nothing'),
    never('content-knows-no-room', '^src/content/', '^src/(channels|gateway|store|cli|start|main)', 'content is data'),
    never('product-knows-no-test', '^(src|flows)/', '^test/', ''),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test|scripts)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'] },
  },
};
