import { availableParallelism, totalmem } from 'node:os'

const MB = 1024 ** 2
const GB = 1024 ** 3

/** What this process may use of the machine: a container's limit counts where it is less than the machine's memory. */
export function memoryHere(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * Settings of PostgreSQL for a machine it shares with Baton and other things: an eighth of the memory for its own cache, little for
 * each sort. Nothing here trades safety for speed: `fsync`, `full_page_writes` and `synchronous_commit` stay on.
 */
export function settingsFor(
  memory: number = memoryHere(),
  processors: number = availableParallelism(),
): Readonly<Record<string, string>> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: within(64 * MB, memory / 8, 4 * GB),
    effective_cache_size: within(256 * MB, memory / 2, 64 * GB),
    work_mem: within(4 * MB, memory / 512, 32 * MB), // each sort of each connection may take it
    maintenance_work_mem: within(32 * MB, memory / 32, 512 * MB),
    max_wal_size: within(512 * MB, memory / 4, 4 * GB), // room for an import between two checkpoints
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    random_page_cost: '1.1', // flash disks
    max_parallel_workers_per_gather: String(Math.min(2, Math.max(0, processors - 1))),
    jit: 'off', // plans here are short, compiling them is not
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
  }
}

function within(least: number, wanted: number, most: number): string {
  return `${Math.floor(Math.min(most, Math.max(least, wanted)) / MB)}MB`
}
