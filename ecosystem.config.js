/** pm2: one instance (one SQLite file, one lock), ready only when it takes traffic, stopped only when what is in hand is done. */
export const apps = [
  {
    name: 'helpdesk-gateway',
    script: 'scripts/start.mjs',
    /** As `npm start`: the heap in use is about 30 MB; without a bound V8 grows it at leisure (docs/performance.md). */
    node_args: '--max-old-space-size=256 --max-semi-space-size=8',
    exec_mode: 'fork',
    instances: 1,
    wait_ready: true,
    listen_timeout: 120_000,
    kill_timeout: 20_000,
    max_memory_restart: '600M',
    exp_backoff_restart_delay: 200,
    time: true,
    /** glibc would give each thread an arena of its own, 10 MB in all. */
    env: { NODE_ENV: 'production', TZ: 'Africa/Maputo', MALLOC_ARENA_MAX: '2' },
  },
];
export default { apps };
