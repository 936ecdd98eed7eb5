/** Jest in ESM mode: TypeScript is only stripped by swc here; types are checked by `npm run types`. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' }],
  },
  /** Looked up in Jest's sandbox they cost so much that a signature of WhatsApp's library takes 150 ms instead of 13. */
  sandboxInjectedGlobals: ['Math', 'Float64Array'],
  maxWorkers: 2,
  testTimeout: 60000,
  workerIdleMemoryLimit: '1GB',
};
